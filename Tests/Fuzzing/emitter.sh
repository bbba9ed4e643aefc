#!/usr/bin/env bash
# Fuzzes the way from a model's text, and from any names, to Swift source.
#
#   Tests/Fuzzing/emitter.sh [SECONDS]      60 seconds
#
# Inputs that reach new code are kept in .build/fuzzing/corpus, so that runs add up; the models and the texts of the checker's
# tests are where the first run begins. An input that crashes is written to .build/fuzzing/crashes and ends the script with
# exit code 1.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
build=.build/fuzzing
mkdir -p "$build/crashes" "$build/corpus/emitter"
flags=(-O -wmo -swift-version 6 -parse-as-library -package-name vae -sanitize=fuzzer -use-ld=lld -I "$build")
fixtures=(Tests/Support/NamedModel.swift Tests/Support/SwiftTokens.swift)
modules=(VAELanguage VAEGraph VAECompiler VAEEmitter)
sources=$(for module in "${modules[@]}"; do find "Sources/$module" -name '*.swift'; done | sort)
stamp=$(cat $sources "${fixtures[@]}" Tests/Fuzzing/EmitterFuzzer.swift | cksum)
if [ "$stamp" != "$(cat "$build/emitter.stamp" 2>/dev/null)" ]; then
    echo "building the fuzzer"
    objects=()
    for module in "${modules[@]}"; do
        swiftc "${flags[@]}" -c -emit-module -emit-module-path "$build/$module.swiftmodule" -enable-testing \
            -module-name "$module" $(find "Sources/$module" -name '*.swift' | sort) -o "$build/$module.o"
        objects+=("$build/$module.o")
    done
    swiftc "${flags[@]}" -module-name FuzzEmitter Tests/Fuzzing/EmitterFuzzer.swift "${fixtures[@]}" "${objects[@]}" \
        -o "$build/emitter"
    echo "$stamp" > "$build/emitter.stamp"
fi
corpus=$build/corpus/emitter
find Tests/VAELanguageTests/Corpus/good Models -name '*.vae' -size -3k -exec cp -n {} "$corpus/" \; 2>/dev/null || true
printf '!Name\0Words\0file\0a\0b\0c\0d\0e\0f' > "$corpus/names"
log=$build/emitter.log
status=0
if ! "$build/emitter" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 -max_len=1500 \
    -dict=Tests/Fuzzing/language.dict -artifact_prefix="$build/crashes/emitter-" "$corpus" > "$log" 2>&1
then
    tail -n 40 "$log"
    echo "emitter: FAILED, see $build/crashes"
    status=1
fi
executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
total=$(( $(cat "$build/emitter.total" 2>/dev/null || echo 0) + ${executed:-0} ))
echo "$total" > "$build/emitter.total"
echo "emitter: ${executed:-0} executions, $total in all, $(ls "$corpus" | wc -l) inputs kept"
exit $status
