import Models
import VAECommands

/// The command line of the compiled models of this package.
@main
enum VaeTool {
    static func main() { CommandLineTool(models: models).main() }
}
