/// One thing that a kernel reads: where, over which axes, and whether at the point it writes.
struct Access {
    var location: Location
    var axes: [Extent]
    var isPointwise: Bool
}

extension Kernel {
    /// Everything that it reads from memory.
    var accesses: [Access] {
        let domain = rows + [columns]
        var result: [Access] = []
        for case .load(let location) in body.instructions {
            result.append(Access(location: location, axes: domain, isPointwise: true))
        }
        switch work {
        case .fetch, .elementwise: break
        case .contraction(let product):
            let row = rows.first ?? .one
            result.append(Access(location: product.left, axes: [row, product.depth], isPointwise: false))
            result.append(Access(location: product.right, axes: [product.depth, columns], isPointwise: false))
        case .reduction(let reduction):
            for term in reduction.terms {
                result.append(Access(location: term.operand, axes: domain + reduction.axes, isPointwise: false))
            }
        case .image(let image):
            let sizes = image.operandSizes
            for (location, size) in [(image.first, Optional(sizes.first)), (image.second, sizes.second)] {
                if let size {
                    let axes: [Extent] = [Extent(size.height), Extent(size.width), Extent(size.channels)]
                    result.append(Access(location: location, axes: [image.images] + axes, isPointwise: false))
                } else {
                    let depth = Extent(image.window.count * image.depth)
                    result.append(Access(location: location, axes: [depth, columns], isPointwise: false))
                }
            }
        }
        return result
    }

    /// Everything that it writes, with the axes it is written over.
    func results(batch: Int, lanes: Int) -> [(Location, [Extent])] {
        if case .fetch(let fetch) = work { return [(fetch.destination, rows + [columns])] }
        return body.stores.map { store in
            switch store.target {
            case .elements(let location, _):
                return (location, rows + [columns])
            case .sumOverColumns(let location):
                return (location, rows + [Extent(columnTasks(batch: batch) * lanes)])
            case .sumOverRows(let location):
                let tasks = (rowCount(batch: batch) + rowBlock - 1) / rowBlock
                return (location, [Extent(tasks), columns])
            }
        }
    }
}
