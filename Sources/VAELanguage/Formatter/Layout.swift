/// Cuts the tokens of a file without errors into lines, with comments where they were.
struct Layout {
    private let source: SourceText
    let tokens: [Token]
    let comments: [Comment]
    /// The next token and the next comment.
    private var index = 0
    var commentIndex = 0
    /// Whether what comes next is separated by a blank line whatever the file does.
    private var needsBlank = false
    var lines: [LayoutLine] = []

    /// Columns of a line; longer ones are broken. The examples of the reference page fit.
    static let width = 128
    /// Columns of blanks for what is inside.
    static let step = 4

    init(_ source: SourceText, _ lexed: LexedText) {
        self.source = source
        tokens = lexed.tokens
        comments = lexed.comments
    }

    /// All lines of the file.
    mutating func run() -> [LayoutLine] {
        layOutItems(indentation: 0, end: tokens.count - 1)
        flushComments(before: tokens.count - 1, indentation: 0)
        return lines
    }

    // MARK: Items

    /// Lays out lines and blocks up to a token.
    private mutating func layOutItems(indentation: Int, end: Int) {
        while index < end {
            let stop: Int = endOfLine(from: index, limit: end)
            let isBlock: Bool = stop < end && tokens[stop].kind == .leftBrace
            let isTop: Bool = indentation == 0
            let close: Int = isBlock ? closingBrace(of: stop, limit: end) : stop
            let isOneLine: Bool = isBlock && fitsOneLine(stop, close, indentation)
            if isTop, isBlock, !isOneLine { needsBlank = true }
            let commented: Int = lines.count
            flushComments(before: index, indentation: indentation)
            // The blank line stands before the comments that lead a block, if they lead it directly.
            if lines.count > commented { needsBlank = false }
            if isBlock {
                layOutBlock(stop, close, isOneLine: isOneLine, indentation: indentation)
                if isTop, !isOneLine { needsBlank = true }
            } else {
                let isHeader: Bool = index == 0
                layOutLine(index..<max(stop, index + 1), indentation: indentation)
                if isHeader { needsBlank = true }
            }
        }
    }

    /// The token after the logical line that begins at a token: a brace, or the first of a line that is no continuation.
    private func endOfLine(from start: Int, limit: Int) -> Int {
        var depth: Int = 0
        var position: Int = start
        while position < limit {
            let token: Token = tokens[position]
            if token.kind == .leftBrace || token.kind == .rightBrace { return position }
            if position > start, depth == 0, token.startsLine, !token.kind.isOperator,
                !tokens[position - 1].kind.continuesLine
            {
                return position
            }
            if token.kind.opens { depth += 1 }
            if token.kind.closes { depth = max(depth - 1, 0) }
            position += 1
        }
        return limit
    }

    private func closingBrace(of open: Int, limit: Int) -> Int {
        var depth: Int = 0
        for position in open..<limit {
            if tokens[position].kind == .leftBrace { depth += 1 }
            if tokens[position].kind == .rightBrace {
                depth -= 1
                if depth == 0 { return position }
            }
        }
        return limit
    }

    // MARK: Blocks

    /// Whether a block is written on one line and fits there.
    private func fitsOneLine(_ open: Int, _ close: Int, _ indentation: Int) -> Bool {
        guard !tokens[(open + 1)...close].contains(where: \.startsLine) else { return false }
        return indentation + text(index...close, lineStart: index).count <= Self.width
    }

    private mutating func layOutBlock(_ open: Int, _ close: Int, isOneLine: Bool, indentation: Int) {
        let start: Int = index
        if isOneLine {
            index = close + 1
            let head: String = text(start..<open, lineStart: start)
            let body: String = text(open...close, lineStart: open)
            let cells: [String] = head.isEmpty ? [body] : [head, body]
            append(cells, indentation, .block(tokens[start].text), before: start)
        } else {
            index = open + 1
            let head: String = text(start...open, lineStart: start)
            append([head], indentation, nil, before: start)
            layOutItems(indentation: indentation + Self.step, end: close)
            flushComments(before: close, indentation: indentation + Self.step)
            needsBlank = false
            index = close + 1
            append(["}"], indentation, nil, before: close, isBlankKept: false)
        }
    }

    // MARK: Lines

    /// Adds a line that ends before `index`, with the comment behind it.
    private mutating func append(
        _ cells: [String], _ indentation: Int, _ alignment: LayoutLine.Class?, before token: Int,
        isBlankKept: Bool = true
    ) {
        let isAfterBlank: Bool = isBlankKept && takesBlank(before: tokens[token].range.lower)
        lines.append(
            LayoutLine(
                indentation: indentation, cells: cells, alignment: alignment, comment: nil, isAfterBlank: isAfterBlank))
        attachComment(after: index)
    }

    /// Takes the comment at the end of the line of the token before `position`, if there is one.
    mutating func attachComment(after position: Int) {
        guard commentIndex < comments.count, comments[commentIndex].tokensBefore == position,
            !comments[commentIndex].startsLine, !lines.isEmpty
        else { return }
        lines[lines.count - 1].comment = source.text(in: comments[commentIndex].range)
        commentIndex += 1
    }

    /// Adds the comments on lines of their own that stand before a token.
    mutating func flushComments(before position: Int, indentation: Int) {
        while commentIndex < comments.count, comments[commentIndex].tokensBefore <= position {
            let comment: Comment = comments[commentIndex]
            commentIndex += 1
            let isAfterBlank: Bool = takesBlank(before: comment.range.lower)
            let text: String = source.text(in: comment.range)
            lines.append(
                LayoutLine(
                    indentation: indentation, cells: [], alignment: nil, comment: text, isAfterBlank: isAfterBlank))
        }
    }

    /// Whether a blank line stands before what begins at an offset: where the file has one, or the layout wants one.
    private mutating func takesBlank(before offset: Int) -> Bool {
        defer { needsBlank = false }
        guard let last = lines.last else { return false }
        // None after an opening brace.
        if last.cells.last?.hasSuffix("{") ?? false { return false }
        return needsBlank || hasBlankLine(before: offset)
    }

    /// Whether the line above the one of an offset is empty.
    private func hasBlankLine(before offset: Int) -> Bool {
        let line: Int = source.location(of: offset).line
        guard line > 1 else { return false }
        return source.bytes(ofLine: line - 1).allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }

    private mutating func layOutLine(_ range: Range<Int>, indentation: Int) {
        index = range.upperBound
        var breaks: Set<Int> = lineBreaks(in: range)
        if breaks.isEmpty, indentation + text(range, lineStart: range.lowerBound).count > Self.width {
            breaks = addedBreaks(in: range, indentation: indentation)
        }
        guard breaks.isEmpty else {
            return layOutBroken(range, breaks, indentation: indentation)
        }
        let (cells, alignment): ([String], LayoutLine.Class?) = cells(of: range)
        append(cells, indentation, alignment, before: range.lowerBound)
    }

    /// A line that is broken: inside brackets deeper than the line of the bracket, otherwise deeper than the first line.
    private mutating func layOutBroken(_ range: Range<Int>, _ breaks: Set<Int>, indentation: Int) {
        let starts: [Int] = [range.lowerBound] + breaks.sorted()
        var open: [Int] = []
        for (number, start) in starts.enumerated() {
            let end: Int = number + 1 < starts.count ? starts[number + 1] : range.upperBound
            let inside: Int = open.last.map { $0 + Self.step } ?? indentation + Self.step
            var column: Int = indentation
            if number > 0 {
                let token: Token = tokens[start]
                column = inside
                if token.kind.isOperator, !open.isEmpty { column += Self.step }
                if token.kind.closes, let outer = open.last { column = outer }
                flushComments(before: start, indentation: inside)
            }
            let isAfterBlank: Bool = number == 0 && takesBlank(before: tokens[start].range.lower)
            let text: String = text(start..<end, lineStart: range.lowerBound)
            lines.append(
                LayoutLine(
                    indentation: column, cells: [text], alignment: nil, comment: nil, isAfterBlank: isAfterBlank))
            attachComment(after: end)
            for position in start..<end {
                if tokens[position].kind.opens { open.append(column) }
                if tokens[position].kind.closes, !open.isEmpty { open.removeLast() }
            }
        }
    }

    // MARK: Text

    /// Tokens with the blanks that belong between them.
    func text(_ range: some RangeExpression<Int>, lineStart: Int) -> String {
        var result: String = ""
        let range: Range<Int> = range.relative(to: tokens.indices)
        for position in range {
            if position > range.lowerBound, Spacing.hasBlank(tokens, before: position, lineStart: lineStart) {
                result += " "
            }
            result += source.text(in: tokens[position].range)
        }
        return result
    }
}

extension SourceText {
    /// The bytes of a line, counted from 1, without its newline.
    fileprivate func bytes(ofLine number: Int) -> ArraySlice<UInt8> {
        let range: SourceRange = range(ofLine: number)
        return bytes[range.lower..<range.upper]
    }
}
