#!/usr/bin/env bash
# Fuzzes the readers of files with the toolchain's libFuzzer and address sanitizer.
#
#   Tests/Fuzzing/run.sh [SECONDS [READER...]]      60 seconds for each reader, or for those named
#
# Inputs that reach new code are kept in .build/fuzzing/corpus, so that runs add up; those in Tests/Fuzzing/Corpus are where
# the first run begins. An input that crashes is written to .build/fuzzing/crashes and ends the script with exit code 1.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
readers=("$@")
if [ ${#readers[@]} -eq 0 ]; then
    for file in Tests/Fuzzing/Readers/*.swift; do readers+=("$(basename "$file" .swift)"); done
fi

build=.build/fuzzing
mkdir -p "$build/crashes"
sources=$(find Sources/VAERuntime/Data Sources/VAERuntime/Checkpoint Sources/VAERuntime/Pictures -name '*.swift')
flags=(-O -swift-version 6 -parse-as-library -sanitize=fuzzer,address -use-ld=lld)
# Readers stand on nothing but these folders and zlib, so they are built alone, once.
stamp=$(cat $sources | cksum)
if [ ! -f "$build/VAERuntime.o" ] || [ "$stamp" != "$(cat "$build/stamp" 2>/dev/null)" ]; then
    echo "building the readers"
    swiftc "${flags[@]}" -wmo -c -emit-module -emit-module-path "$build/VAERuntime.swiftmodule" -enable-testing \
        -module-name VAERuntime -I Sources/CZlib $sources -o "$build/VAERuntime.o"
    echo "$stamp" > "$build/stamp"
fi

# The runtime's own crash report gets in the sanitizer's way.
export SWIFT_BACKTRACE=enable=no
status=0
for reader in "${readers[@]}"; do
    swiftc "${flags[@]}" -module-name "Fuzz_$reader" -I "$build" -I Sources/CZlib "Tests/Fuzzing/Readers/$reader.swift" \
        "$build/VAERuntime.o" -lz -o "$build/$reader"
    corpus=$build/corpus/$reader
    mkdir -p "$corpus"
    [ -d "Tests/Fuzzing/Corpus/$reader" ] && cp -n "Tests/Fuzzing/Corpus/$reader"/* "$corpus/" 2>/dev/null || true
    options=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=512 -max_len=2048 -print_final_stats=1)
    [ -f "Tests/Fuzzing/Readers/$reader.dict" ] && options+=(-dict="Tests/Fuzzing/Readers/$reader.dict")
    log=$build/$reader.log
    if ! "$build/$reader" "${options[@]}" -artifact_prefix="$build/crashes/$reader-" "$corpus" > "$log" 2>&1; then
        grep -E 'ERROR|    #|SUMMARY|Base64' "$log" | head -n 30
        echo "$reader: FAILED, see $build/crashes"
        status=1
    fi
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    total=$(( $(cat "$build/$reader.total" 2>/dev/null || echo 0) + ${executed:-0} ))
    echo "$total" > "$build/$reader.total"
    echo "$reader: ${executed:-0} executions, $total in all, $(ls "$corpus" | wc -l) inputs kept"
done
exit $status
