#!/usr/bin/env bash
# Fuzzes the language, the emitter and the readers of files with the toolchain's libFuzzer; the readers, which use memory
# unchecked in places, with the address sanitizer too.
#
#   Tests/Fuzzing/run.sh [SECONDS [NAME...]]      60 seconds for each file of Tests/Fuzzing/Fuzzers, or for those named
#
# Inputs that reach new code are kept in .build/fuzzing/corpus, so that runs add up; the models, the texts of the checker's
# tests and Tests/Fuzzing/Corpus are where the first run begins. An input that crashes is written to .build/fuzzing/crashes
# and ends the script with exit code 1; it belongs into Tests/Fuzzing/Corpus then, and into a unit test.
#
# VAE_FUZZ_BUILD=quick builds without optimisation: a quarter of the time to build, a fifth of the executions.
# VAE_FUZZ_LENGTH is the length of the longest input (1000 bytes): short ones run faster, long ones go deeper.
set -euo pipefail
cd "$(dirname "$0")/../.."
fuzzers=Tests/Fuzzing/Fuzzers
seconds=${1:-60}
[ $# -gt 0 ] && shift
names=("$@")
[ $# -gt 0 ] || names=($(basename -s .swift "$fuzzers"/*.swift))

results=.build/fuzzing
case ${VAE_FUZZ_BUILD:-optimised} in
    optimised) build=$results/optimised optimisation=-O ;;
    quick) build=$results/quick optimisation=-Onone ;;
    *) echo "VAE_FUZZ_BUILD is optimised or quick" >&2; exit 2 ;;
esac
mkdir -p "$build" "$results/crashes"

# The modules that a fuzzer stands on, in the order of their dependencies.
modules() {
    case $1 in
        lexer | parser | checker | formatter) echo VAELanguage ;;
        emitter) echo VAELanguage VAEProcessor VAEGraph VAECompiler VAEEmitter ;;
        *) echo VAERuntime ;;
    esac
}

# What a fuzzer shares with the unit tests.
shared() {
    case $1 in
        checker) echo Tests/VAELanguageTests/TestVocabulary.swift ;;
        formatter) echo Tests/VAELanguageTests/FormatterProperties.swift ;;
        emitter) echo Tests/PlanSamples/NamedModel.swift Tests/Support/SwiftTokens.swift ;;
    esac
}

# The sources of a module; of the runtime, the readers alone: they need nothing but zlib.
sources() {
    local folders=Sources/$1
    [ "$1" = VAERuntime ] && folders="Sources/VAERuntime/Data Sources/VAERuntime/Checkpoint Sources/VAERuntime/Pictures"
    find $folders -name '*.swift' | sort
}

# Compiles with the sanitizers that a module needs: the module's name, then the compiler's arguments.
compile() {
    local sanitizers=fuzzer
    [ "$1" = VAERuntime ] && sanitizers=fuzzer,address
    shift
    swiftc "$optimisation" -wmo -swift-version 6 -parse-as-library -package-name vae -use-ld=lld \
        "-sanitize=$sanitizers" -I "$build" -I Sources/CZlib "$@"
}

# Builds a file unless it was built from the same text: the file, the files it is made of, and then the command.
make() {
    local target=$1 inputs=$2 stamp
    shift 2
    stamp=$( (declare -f compile; echo "$*"; cat $inputs) | cksum)
    if [ ! -f "$target" ] || [ "$stamp" != "$(cat "$target.stamp" 2>/dev/null)" ]; then
        "$@"
        echo "$stamp" > "$target.stamp"
    fi
}

# Builds a module that others may import.
make_module() {
    local module=$1
    make "$build/$module.o" "$(sources "$module") ${2:-}" compile "$module" -c -emit-module -enable-testing \
        -emit-module-path "$build/$module.swiftmodule" -module-name "$module" $(sources "$module") -o "$build/$module.o"
}

needs() { [[ " $needed " == *" $1 "* ]]; }

echo "building"
needed=$(for name in "${names[@]}"; do
    if [ ! -f "$fuzzers/$name.swift" ]; then
        echo "there is no $name among the fuzzers: $(basename -s .swift "$fuzzers"/*.swift | xargs)" >&2
        exit 2
    fi
    modules "$name"
done | xargs)
jobs=()
if needs VAEProcessor; then make_module VAEProcessor; fi
if needs VAELanguage; then make_module VAELanguage & jobs+=($!); fi
if needs VAEGraph; then make_module VAEGraph "$build/VAEProcessor.o.stamp" & jobs+=($!); fi
for job in ${jobs[@]+"${jobs[@]}"}; do wait "$job"; done
jobs=()
if needs VAERuntime; then make_module VAERuntime & jobs+=($!); fi
if needs VAECompiler; then make_module VAECompiler "$build/VAELanguage.o.stamp $build/VAEGraph.o.stamp"; fi
if needs VAEEmitter; then make_module VAEEmitter "$build/VAECompiler.o.stamp"; fi
for job in ${jobs[@]+"${jobs[@]}"}; do wait "$job"; done
for name in "${names[@]}"; do
    files="$fuzzers/$name.swift $(shared "$name")"
    objects=()
    for module in $(modules "$name"); do objects+=("$build/$module.o"); done
    make "$build/$name" "$files ${objects[*]/%/.stamp}" \
        compile "$module" -module-name "Fuzz_$name" $files "${objects[@]}" -lz -o "$build/$name"
done

# The runtime's own crash report gets in the sanitizer's way.
export SWIFT_BACKTRACE=enable=no
status=0
for name in "${names[@]}"; do
    corpus=$results/corpus/$name
    mkdir -p "$corpus"
    dictionary=$fuzzers/$name.dict
    [ ! -d "Tests/Fuzzing/Corpus/$name" ] || cp "Tests/Fuzzing/Corpus/$name"/* "$corpus/"
    if [ "$(modules "$name")" != VAERuntime ]; then
        find Models Tests/VAELanguageTests/Corpus -name '*.vae' -exec cp {} "$corpus/" \;
        dictionary=$fuzzers/language.dict
    fi
    # Looking for leaks would take longer than everything else.
    options=("-max_total_time=$seconds" "-max_len=${VAE_FUZZ_LENGTH:-1000}" -timeout=60 -rss_limit_mb=3000
        -malloc_limit_mb=512 -detect_leaks=0 -print_final_stats=1 "-artifact_prefix=$results/crashes/$name-")
    [ ! -f "$dictionary" ] || options+=("-dict=$dictionary")
    log=$results/$name.log
    if ! "$build/$name" "${options[@]}" "$corpus" > "$log" 2>&1; then
        grep -aE 'ERROR|    #|SUMMARY|Base64|Fatal error|units' "$log" | head -n 16
        echo "$name: FAILED, see $results/crashes"
        status=1
    fi
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    total=$(($(cat "$results/$name.total" 2>/dev/null || echo 0) + ${executed:-0}))
    echo "$total" > "$results/$name.total"
    echo "$name: ${executed:-0} executions, $total in all, $(ls "$corpus" | wc -l) inputs kept"
done
exit $status
