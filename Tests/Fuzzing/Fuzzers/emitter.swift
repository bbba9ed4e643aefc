import VAECompiler
import VAEEmitter
import VAEGraph
import VAELanguage

/// Any bytes: as a model's text, what is generated from it has nothing strange in it and is the same twice; as names of a
/// model, they change no token of its source but names, numbers and strings.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEmitter(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if bytes.first == UInt8(ascii: "!") {
        fuzzNames(bytes.dropFirst())
    } else {
        fuzzText(bytes)
    }
    return 0
}

/// Names, separated by zeros: the model's, its documentation, the file's, and of two variables of each kind.
private func fuzzNames(_ bytes: ArraySlice<UInt8>) {
    let parts: [Substring] = String(decoding: bytes, as: UTF8.self)
        .split(separator: "\0", maxSplits: 8, omittingEmptySubsequences: false)
    // Names of variables differ, are not empty, and have no dots: the language sees to that.
    let texts: [String] = parts.dropFirst(3).map { $0.filter { $0 != "." } }
    let names: Set<String> = Set(texts.filter { !$0.isEmpty })
    guard parts.count == 9, names.count == 6, let base = plainTokens else { return }
    let model = NamedModel(
        name: String(parts[0]), documentation: String(parts[1]), fileName: String(parts[2]), data: Array(texts[0..<2]),
        latents: Array(texts[2..<4]), givens: Array(texts[4..<6]))
    guard let text = try? model.swift() else { preconditionFailure("nothing was generated") }
    let tokens = SwiftTokens(text)
    precondition(tokens.strangers.isEmpty, "strange characters")
    precondition(tokens == base, "names changed the structure")
}

private let plainTokens: SwiftTokens? = {
    let model = NamedModel(
        name: "Plain", documentation: "Plain.", fileName: "Plain.vae", data: ["x0", "x1"], latents: ["z0", "z1"],
        givens: ["y0", "y1"])
    return (try? model.swift()).map { SwiftTokens($0) }
}()

private func fuzzText(_ bytes: [UInt8]) {
    let source = SourceText(path: "fuzz.vae", bytes: bytes)
    guard let model = checkModel(source).model, isSmall(model) else { return }
    // Mostly one entry point, so that more inputs can be tried.
    let choice: Int = bytes.reduce(0) { $0 + Int($1) } % 64
    let available: [Entry] = Entry.available(for: model)
    let entries: Set<String>? = choice < 8 ? nil : [available[choice % available.count].name]
    let options = PipelineOptions(target: Target.all[choice / 8 % Target.all.count], entries: entries)
    let planned: PlannedModel
    do {
        planned = try planModel(model, source: source, options: options)
    } catch is LoweringError {
        return
    } catch {
        preconditionFailure("\(error)")
    }
    do {
        let text: String = try emit(
            planned.description, plans: planned.plans, table: planned.table, fileName: "fuzz.vae")
        precondition(SwiftTokens(text).strangers.isEmpty, "strange characters")
        guard choice % 8 == 0 else { return }
        let again: String = try emit(
            planned.description, plans: planned.plans, table: planned.table, fileName: "fuzz.vae")
        precondition(text == again, "two texts from one model")
    } catch {
        preconditionFailure("\(error)")
    }
}

/// Whether compiling a model takes no longer than an input may.
private func isSmall(_ model: Model) -> Bool {
    let statements: Int = (model.encoders + model.decoders).reduce(0) { $0 + $1.statements.count }
    return statements <= 12 && model.data.count + model.latents.count <= 6
}
