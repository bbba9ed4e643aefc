// Where a logical line is broken: where its author broke it, as far as a break can stand there, or where it is too long.

extension Layout {
    /// The tokens of a line that begin a new one: where the file has a break, moved to where breaks can stand.
    func lineBreaks(in range: Range<Int>) -> Set<Int> {
        var breaks: Set<Int> = []
        for position in range.dropFirst() where tokens[position].startsLine {
            // A comment ends its line, so the break stays.
            let place: Int? = hasComment(before: position) ? position : placeOfBreak(near: position, in: range)
            if let place { breaks.insert(place) }
        }
        return breaks
    }

    /// Where a break before a token can stand, nil for nowhere: operators begin lines, commas end them. A break stays where
    /// it was moved to.
    private func placeOfBreak(near position: Int, in range: Range<Int>) -> Int? {
        var place: Int = position
        while place - 1 > range.lowerBound, tokens[place - 1].kind.isOperator,
            !Spacing.isUnary(tokens, place - 1, range.lowerBound)
        {
            place -= 1
        }
        if place < position { return place }
        while place < range.upperBound, tokens[place].kind == .comma { place += 1 }
        if place > position { return place < range.upperBound ? place : nil }
        return canBreak(before: place) ? place : nil
    }

    private func canBreak(before position: Int) -> Bool {
        if tokens[position].kind.closes || tokens[position].kind.isOperator { return true }
        switch tokens[position - 1].kind {
        case .leftParenthesis, .leftBracket, .comma, .equal, .tilde: return true
        default: return false
        }
    }

    /// Whether a comment stands between a token and the one before it.
    private func hasComment(before position: Int) -> Bool {
        var low: Int = 0
        var high: Int = comments.count
        while low < high {
            let middle: Int = (low + high) / 2
            if comments[middle].tokensBefore < position { low = middle + 1 } else { high = middle }
        }
        return low < comments.count && comments[low].tokensBefore == position
    }

    /// Breaks for a line that is too long: before the pipes outside of brackets; where there are none, or a part is still
    /// too long, between the arguments of the widest call outside of other brackets.
    func addedBreaks(in range: Range<Int>, indentation: Int) -> Set<Int> {
        var breaks: Set<Int> = []
        var depth: Int = 0
        for position in range {
            let kind: Token.Kind = tokens[position].kind
            if kind.opens { depth += 1 }
            if kind.closes { depth = max(0, depth - 1) }
            if kind == .pipe, depth == 0, position > range.lowerBound { breaks.insert(position) }
        }
        let starts: [Int] = [range.lowerBound] + breaks.sorted()
        for (number, start) in starts.enumerated() {
            let end: Int = number + 1 < starts.count ? starts[number + 1] : range.upperBound
            let column: Int = number == 0 ? indentation : indentation + Layout.step
            if column + text(start..<end, lineStart: range.lowerBound).count > Layout.width {
                breaks.formUnion(argumentBreaks(in: start..<end))
            }
        }
        // Where the language does not look inside, operators and commas may stand anywhere.
        return Set(breaks.compactMap { placeOfBreak(near: $0, in: range) })
    }

    /// Breaks after the opening bracket, the commas and before the closing bracket of the widest outermost brackets.
    private func argumentBreaks(in range: Range<Int>) -> Set<Int> {
        var best: (open: Int, close: Int)?
        var open: [Int] = []
        for position in range {
            if tokens[position].kind.opens { open.append(position) }
            if tokens[position].kind.closes, let start = open.popLast(), open.isEmpty {
                if best.map({ position - start > $0.close - $0.open }) ?? true { best = (start, position) }
            }
        }
        guard let best, best.close - best.open > 1 else { return [] }
        var breaks: Set<Int> = [best.open + 1, best.close]
        var depth: Int = 0
        for position in (best.open + 1)..<best.close {
            if tokens[position].kind.opens { depth += 1 }
            if tokens[position].kind.closes { depth -= 1 }
            if tokens[position].kind == .comma, depth == 0, position + 1 < best.close { breaks.insert(position + 1) }
        }
        return breaks
    }

    // MARK: Cells

    /// The parts of a line that are aligned with those of its neighbours.
    func cells(of range: Range<Int>) -> ([String], LayoutLine.Class?) {
        let start: Int = range.lowerBound
        let whole: [String] = [text(range, lineStart: start)]
        guard range.count > 3, tokens[start].kind == .name, tokens[start + 1].kind == .name else { return (whole, nil) }
        let head: String = tokens[start].text
        switch head {
        case "let":
            guard tokens[start + 2].kind == .equal else { break }
            let value: String = text((start + 2)..<range.upperBound, lineStart: start)
            return ([text(start..<(start + 2), lineStart: start), value], .constant)
        case "data", "given", "parameter", "latent":
            guard tokens[start + 2].kind == .colon else { break }
            let name: String = text((start + 1)..<(start + 3), lineStart: start)
            return ([head, name, text((start + 3)..<range.upperBound, lineStart: start)], .variable)
        case "layer", "shared":
            guard let equal = range.first(where: { tokens[$0].kind == .equal }) else { break }
            let name: String = text((start + 1)..<equal, lineStart: start)
            return ([head, name, text(equal..<range.upperBound, lineStart: start)], .layer)
        default: break
        }
        return (whole, nil)
    }
}
