# The parts of ./check. Each is a function part_NAME; what it finds goes as JUnit into $reports, where report.py counts.
# Sourced by ./check, in the project's root.
# shellcheck shell=bash

reports="$PWD/build/reports"
jobs="$(nproc)"

declare -A what=(
    [rules]="what no file may say, and how long it may be; shellcheck"
    [format]="clang-format of every C++ file"
    [layers]="each room includes only what it may"
    [unit]="unit tests of every room"
    [docs]="links in the documents, the schema of aloft.yaml, help and manual"
    [headers]="each header compiles alone"
    [package]="the .deb, installed and run in a clean Debian"
    [harness]="kill -9 at every ledger write and every act, for every verb"
    [try]="./try as a stranger types it, twice"
    [machines]="real machines on this computer"
    [practice]="Google's own clients on the practice cloud, and its bill reckoned once more"
    [browser]="a notebook on a real machine, in a real Chromium"
    [asan]="unit tests, address and undefined-behaviour sanitizers"
    [tsan]="unit tests of what uses threads, thread sanitizer"
    [fuzz]="half a minute of fuzzing each reader"
    [tidy]="clang-tidy of every C++ file"
)

list_parts() {
    local part when=fast
    for part in "$@"; do
        if [ "$part" = -- ]; then when=full; else printf '%-5s %-9s %s\n' "$when" "$part" "${what[$part]}"; fi
    done
}

run_part() {
    local part="$1" began="$SECONDS"
    printf '\n== %s: %s\n' "$part" "${what[$part]}"
    "part_$part" </dev/null
    printf '== %s took %d s\n' "$part" $((SECONDS - began))
}

# record_failure NAME TEXT: counts as one failed test.
record_failure() {
    printf '<testsuite><testcase name="%s" status="fail"><failure message="%s"/></testcase></testsuite>\n' \
        "$1" "$2" >"$reports/$1.xml"
}

# build PRESET TARGET...: configures when needed and builds; waits for another that builds the same.
build() {
    local preset="$1"
    shift
    (
        flock 9
        cmake --preset "$preset" >"$reports/$preset-configure.log" 2>&1 9>&- || {
            cat "$reports/$preset-configure.log"
            exit 1
        }
        cmake --build "build/$preset" --target "$@" -- --quiet 9>&-
    ) 9>"build/$preset.lock"
}

# Tests with machines wait more than they work. What later parts need is made beside them, by whoever is free; if that
# fails, the part that needs it makes it again and says why.
ahead() {
    local part fuzzers
    echo 19 >/proc/self/autogroup # as nice to the machines, which are other sessions
    mapfile -t fuzzers < <(fuzz_targets)
    for part in "$@"; do
        case "$part" in
            asan) build asan unit_tests ;;
            fuzz) build asan "${fuzzers[@]}" ;;
            tsan) build tsan threaded_tests ;;
            headers) build apart all_verify_interface_header_sets ;;
            tidy) tidied ;;
        esac
    done
}
tidied() { flock build/tidy.lock tests/lint/tidy; }
begin_ahead() {
    export reports
    export -f ahead build fuzz_targets tidied
    setsid nice -n 19 bash -c 'ahead "$@"' ahead "$@" >"$reports/ahead.log" 2>&1 </dev/null &
    # shellcheck disable=SC2064  # the number as it is now
    trap "kill -- -$! 2>/dev/null" EXIT
}

# tests NAME PRESET LABEL [ctest arguments]: runs the tests that bear the label.
tests() {
    local name="$1" preset="$2" label="$3"
    shift 3
    mkdir -p "$reports/$name"
    ctest --test-dir "build/$preset" -L "^$label\$" --show-only=json-v1 >"$reports/$name/tests.json"
    GTEST_OUTPUT="xml:$reports/$name/" ctest --test-dir "build/$preset" -L "^$label\$" --output-on-failure \
        --no-tests=error --timeout 1200 --output-junit "$reports/$name.xml" "$@" ||
        [ -s "$reports/$name.xml" ] || record_failure "$name" "ctest could not run the tests labelled $label"
}

# built_tests NAME PRESET TARGET LABEL [ctest arguments]
built_tests() {
    local name="$1" preset="$2" target="$3" label="$4"
    shift 4
    build "$preset" "$target" && tests "$name" "$preset" "$label" "$@" || [ -e "$reports/$name.xml" ] ||
        record_failure "$name" "the $preset build failed"
}

# one_test NAME COMMAND...: a command that is one test by itself.
one_test() {
    local name="$1"
    shift
    if "$@"; then
        printf '<testsuite><testcase name="%s" status="run"/></testsuite>\n' "$name" >"$reports/$name.xml"
    else
        record_failure "$name" "see above"
    fi
}

cpp_files() { git ls-files --cached --others --exclude-standard -- '*.cpp' '*.hpp' | while read -r f; do [ -e "$f" ] && echo "$f"; done; }
mend() { cpp_files | xargs -r clang-format-19 -i; }
format_is_right() { cpp_files | xargs -r clang-format-19 --dry-run --Werror; }

part_rules() {
    one_test rules tests/lint/rules.py
    one_test rules-self-test tests/lint/self_test.py
    one_test together tests/lint/together_test.py
    one_test scripts tests/lint/scripts
}
part_format() { one_test format format_is_right; }
part_layers() {
    one_test layers tests/layers/check_layers.py .
    one_test layers-self-test tests/layers/self_test.py
}
part_unit() { built_tests unit release unit_tests fast -j "$jobs"; }
part_docs() { built_tests docs release aloft docs -j "$jobs"; }
part_headers() { one_test headers build apart all_verify_interface_header_sets; }
part_package() { built_tests package release packaged package; }
part_harness() { built_tests harness release system_tests harness -j 2; }
# What it builds is built before, so that the limit of the test is for the machine alone.
part_try() { built_tests try release aloft try; }
part_machines() { built_tests machines release system_tests machines -j "$jobs"; }  # they wait more than they work
part_practice() { built_tests practice release system_tests practice; }
part_browser() { built_tests browser release system_tests browser; }
part_asan() {
    ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1 \
        built_tests asan asan unit_tests fast -j "$jobs"
}
part_tsan() { built_tests tsan tsan threaded_tests threads -j "$jobs"; }
fuzz_targets() {
    local source
    for source in tests/fuzz/fuzz_*.cpp; do basename "$source" .cpp; done
}
part_fuzz() {
    local targets
    mapfile -t targets < <(fuzz_targets)
    build asan "${targets[@]}" || { record_failure fuzz "the asan build failed"; return; }
    export reports
    export -f one_test record_failure fuzz_for_a_while
    printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I {} bash -c 'one_test {} fuzz_for_a_while {}'
}
fuzz_for_a_while() {
    local found="build/asan/found/$1"
    mkdir -p "$found"
    "build/asan/tests/fuzz/$1" -max_total_time=30 -print_final_stats=0 -verbosity=0 -artifact_prefix="$found/" \
        "$found" "tests/fuzz/corpus/${1#fuzz_}"
}
part_tidy() { one_test tidy tidied; }
