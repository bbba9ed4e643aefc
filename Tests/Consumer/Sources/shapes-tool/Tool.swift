import Shapes
import VAECommands

@main struct Tool {
    static func main() { CommandLineTool(models: models).main() }
}
