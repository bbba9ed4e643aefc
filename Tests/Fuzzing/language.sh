#!/usr/bin/env bash
# Fuzzes the language front end with the toolchain's libFuzzer.
#
#   Tests/Fuzzing/language.sh [SECONDS [lexer|parser|checker|formatter...]]      60 seconds for each, or for those named
#
# Inputs that reach new code are kept in .build/fuzzing/corpus, so that runs add up; the corpus of the tests and the models
# are where the first run begins. An input that crashes is written to .build/fuzzing/crashes and ends the script with exit
# code 1; it belongs into Tests/VAELanguageTests/Corpus then. VAE_FUZZ_LENGTH is the length of the longest input (1500
# bytes): short ones run faster, long ones go deeper.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
fuzzers=("$@")
[ ${#fuzzers[@]} -eq 0 ] && fuzzers=(lexer parser checker formatter)

build=.build/fuzzing
mkdir -p "$build/crashes"
sources=$(find Sources/VAELanguage -name '*.swift' | sort)
tests=Tests/VAELanguageTests
# Swift checks its own memory accesses, so that the address sanitizer is not needed and inputs run faster.
flags=(-O -wmo -swift-version 6 -parse-as-library -sanitize=fuzzer -use-ld=lld)
stamp=$(cat $sources Tests/Fuzzing/*Fuzzer.swift $tests/TestVocabulary.swift $tests/FormatterProperties.swift | cksum)
if [ "$stamp" != "$(cat "$build/language.stamp" 2>/dev/null)" ]; then
    echo "building the fuzzers"
    swiftc "${flags[@]}" -c -emit-module -emit-module-path "$build/VAELanguage.swiftmodule" -enable-testing \
        -module-name VAELanguage $sources -o "$build/VAELanguage.o"
    rm -f "$build/lexer" "$build/parser" "$build/checker" "$build/formatter"
    echo "$stamp" > "$build/language.stamp"
fi

status=0
for fuzzer in "${fuzzers[@]}"; do
    case $fuzzer in
        lexer) files=(Tests/Fuzzing/LexerFuzzer.swift) ;;
        parser) files=(Tests/Fuzzing/ParserFuzzer.swift) ;;
        checker) files=(Tests/Fuzzing/CheckerFuzzer.swift $tests/TestVocabulary.swift) ;;
        formatter) files=(Tests/Fuzzing/FormatterFuzzer.swift $tests/FormatterProperties.swift) ;;
        *) echo "there is no fuzzer $fuzzer" >&2; exit 2 ;;
    esac
    [ -x "$build/$fuzzer" ] || swiftc "${flags[@]}" -module-name "Fuzz_$fuzzer" -I "$build" "${files[@]}" \
        "$build/VAELanguage.o" -o "$build/$fuzzer"
    corpus=$build/corpus/$fuzzer
    mkdir -p "$corpus"
    find $tests/Corpus Models -name '*.vae' -size -3k -exec cp -n {} "$corpus/" \; 2>/dev/null || true
    log=$build/$fuzzer.log
    if ! "$build/$fuzzer" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 \
        -max_len="${VAE_FUZZ_LENGTH:-1500}" -dict=Tests/Fuzzing/language.dict \
        -artifact_prefix="$build/crashes/$fuzzer-" "$corpus" > "$log" 2>&1
    then
        tail -n 40 "$log"
        echo "$fuzzer: FAILED, see $build/crashes"
        status=1
    fi
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    total=$(( $(cat "$build/$fuzzer.total" 2>/dev/null || echo 0) + ${executed:-0} ))
    echo "$total" > "$build/$fuzzer.total"
    echo "$fuzzer: ${executed:-0} executions, $total in all, $(ls "$corpus" | wc -l) inputs kept"
done
exit $status
