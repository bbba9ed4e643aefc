import Testing
import VAERuntime

@Suite struct ProductGridTests {
    @Test(arguments: ProductGrid.Kind.allCases) func blocksCoverAndAreNotAbsurd(kind: ProductGrid.Kind) {
        for tile in [(8, 48), (6, 16), (2, 12)] {
            for rows in [0, 1, 7, 8, 20, 100, 128, 784, 2278] {
                for columns in [1, 2, 20, 40, 500, 784, 2278] {
                    for depth in [0, 1, 20, 100, 784] {
                        let grid = ProductGrid(
                            kind: kind, rows: rows, depth: depth, columns: columns, tileRows: tile.0,
                            tileColumns: tile.1)
                        #expect(grid.rowBlock >= 1 && grid.columnBlock % 16 == 0 && grid.columnTasks >= 1)
                        #expect(grid.columnBlock * grid.columnTasks >= columns)
                        #expect(grid.columnBlock * (grid.columnTasks - 1) < columns)
                        let tasks = (rows + grid.rowBlock - 1) / grid.rowBlock * grid.columnTasks
                        #expect(tasks <= 64)
                        let last = rows % grid.rowBlock
                        #expect(last == 0 || grid.rowBlock >= rows || 3 * last >= grid.rowBlock)
                    }
                }
            }
        }
    }

    @Test func modelShapes() {
        func grid(_ kind: ProductGrid.Kind, _ m: Int, _ k: Int, _ n: Int) -> [Int] {
            let grid = ProductGrid(kind: kind, rows: m, depth: k, columns: n, tileRows: 8, tileColumns: 48)
            return [grid.rowBlock, grid.columnBlock, (m + grid.rowBlock - 1) / grid.rowBlock * grid.columnTasks]
        }
        #expect(grid(.plain, 100, 784, 500) == [40, 48, 33])
        #expect(grid(.plain, 784, 100, 500) == [32, 528, 25])
        #expect(grid(.plain, 100, 20, 500) == [40, 288, 6])
        #expect(grid(.transposedB, 100, 784, 500) == [100, 16, 32])
        #expect(grid(.plain, 10, 20, 20) == [16, 48, 1])
    }
}
