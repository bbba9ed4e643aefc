#!/bin/sh
# Fuzzes the language front end with the toolchain's libFuzzer.
#
#     Tests/Fuzzing/language.sh [SECONDS] [lexer|parser|checker|formatter ...]
#
# Builds into .build/fuzzing, keeps a growing corpus per fuzzer there, and prints the number of executions. A finding
# is written to .build/fuzzing/NAME-crash-…; the exit code is then not 0. Add the finding to the corpus of the tests.
# VAE_FUZZ_LENGTH is the largest input in bytes (1500); short ones run faster.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- lexer parser checker formatter
build=.build/fuzzing
mkdir -p "$build"

swiftc -O -wmo -parse-as-library -enable-testing -swift-version 6 -sanitize=fuzzer \
    -emit-module -emit-module-path "$build/VAELanguage.swiftmodule" -module-name VAELanguage \
    -c -o "$build/VAELanguage.o" $(find Sources/VAELanguage -name '*.swift' | sort)

status=0
for name in "$@"; do
    case $name in
        lexer) main=LexerFuzzer; helpers= ;;
        parser) main=ParserFuzzer; helpers= ;;
        checker) main=CheckerFuzzer; helpers=Tests/VAELanguageTests/TestVocabulary.swift ;;
        formatter) main=FormatterFuzzer; helpers=Tests/VAELanguageTests/FormatterProperties.swift ;;
        *) echo "unknown fuzzer $name" >&2; exit 2 ;;
    esac
    swiftc -O -wmo -parse-as-library -swift-version 6 -sanitize=fuzzer -I "$build" -module-name "$main" \
        -o "$build/$name" "Tests/Fuzzing/$main.swift" $helpers "$build/VAELanguage.o"
    corpus="$build/$name-corpus"
    if [ ! -d "$corpus" ]; then
        mkdir -p "$corpus"
        find Tests/VAELanguageTests/Corpus Models -name '*.vae' -size -3k -exec sh -c '
            for file; do cp "$file" "$0/$(basename "$file")"; done' "$corpus" {} +
    fi
    echo "== $name"
    "$build/$name" -max_total_time="$seconds" -max_len="${VAE_FUZZ_LENGTH:-1500}" -timeout=10 -rss_limit_mb=1500 -detect_leaks=0 \
        -dict=Tests/Fuzzing/language.dict -artifact_prefix="$build/$name-" -print_final_stats=1 "$corpus" \
        >"$build/$name.log" 2>&1 || status=1
    grep -E 'number_of_executed_units|SUMMARY|Fatal error|crash-|Test unit written' "$build/$name.log" || true
done
exit $status
