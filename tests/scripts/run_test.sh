#!/usr/bin/env bash
# scripts/run as a newcomer meets it: its options, a taken port, a folder named from where they stand, how it stops. And
# what the runner of the journeys makes of bad luck.
# Takes the debug build, which scripts/test has made. Ends with "scripts: N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
run=$PWD/scripts/run
scratch=$(mktemp -d)
passed=0
failed=0
started=
cleanup() {
    [ -z "$started" ] || kill "$started" 2>/dev/null
    rm -rf "$scratch"
}
trap cleanup EXIT

verdict() { # <0 = good> <sentence> [<file to show>]
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
        echo "ok: $2"
    else
        failed=$((failed + 1))
        echo "ERROR: $2"
        [ -z "${3:-}" ] || sed 's/^/    /' "$3"
    fi
}
# refuses <sentence> <words that are said> <argument>...: ends with a status other than 0, and at once: before it builds.
refuses() {
    local sentence=$1 words=$2 status
    shift 2
    timeout 10 "$run" "$@" >"$scratch/out" 2>&1 </dev/null
    status=$?
    [ $status != 0 ] && [ $status != 124 ] && grep -qF -- "$words" "$scratch/out"
    verdict $? "$sentence" "$scratch/out"
}
# The sources of Dear ImGui are what they must be, wherever the archive is from.
mkdir -p "$scratch/root/scripts" "$scratch/archive"
cp scripts/imgui scripts/imgui.sha256 scripts/say.sh "$scratch/root/scripts"
cp -r .cache/imgui "$scratch/archive/imgui"
imgui() { # <archive's name>: takes the archive made of $scratch/archive
    tar -czf "$scratch/$1.tar.gz" -C "$scratch/archive" imgui
    XDG_CACHE_HOME=$scratch/cache KFDESK_IMGUI_ARCHIVE=$scratch/$1.tar.gz "$scratch/root/scripts/imgui" named >"$scratch/out" 2>&1
}
touch "$scratch/archive/imgui/string.h"
imgui good && [ -f "$scratch/root/.cache/imgui/imgui.cpp" ] && [ ! -e "$scratch/root/.cache/imgui/string.h" ]
verdict $? "an archive of the right files is taken, and nothing else of it" "$scratch/out"
rm -rf "$scratch/root/.cache" "$scratch/cache"
echo '// one line more' >>"$scratch/archive/imgui/imgui.cpp"
! imgui changed && grep -q 'not used' "$scratch/out" && [ ! -e "$scratch/root/.cache" ]
verdict $? "an archive with one changed file is not taken" "$scratch/out"
sed -i 's/^\(#define IMGUI_VERSION  *\).*/\1"1.99.9"/; s/^\(#define IMGUI_VERSION_NUM  *\).*/\119990/' "$scratch/archive/imgui/imgui.h"
! imgui newer && grep -q 'not used' "$scratch/out" && [ ! -e "$scratch/root/.cache" ]
verdict $? "an archive that says it is newer is not taken either" "$scratch/out"

# What scripts/check says of folders that include each other.
printf '%s\n' 'tree shared' 'base:' 'kf: base' 'tree web includes shared without shared/kf' 'low:' 'high: low' 'circle low -> high: a reason' >"$scratch/folders.txt"
folders() { # <file:#include "…"> …: besides what the list needs; the findings go to $scratch/out
    printf '%s\n' 'shared/kf/a.h:#include "shared/base/b.h"' 'web/high/part/a.h:#include "web/low/b.h"' 'web/low/a.h:#include "web/high/b.h"' \
        'web/high/a.cpp:#include "web/high/a.h"' "$@" | awk -v mode=check -f scripts/folders.awk "$scratch/folders.txt" - >"$scratch/out"
}
folders 'web/high/a.cpp:#include "shared/base/b.h"' && [ ! -s "$scratch/out" ]
verdict $? "folders that include as their list says are in order" "$scratch/out"
while IFS='|' read -r line words; do
    folders "$line" && grep -qF -- "$words" "$scratch/out" && [ "$(wc -l <"$scratch/out")" = 1 ]
    verdict $? "against the order of folders: $line" "$scratch/out"
done <<'LINES'
shared/base/a.h:#include "shared/kf/b.h"|shared/base/a.h includes shared/kf
shared/base/a.h:#include "web/low/b.h"|shared/base/a.h includes web/low
web/low/a.h:#include "shared/kf/b.h"|web/low/a.h includes shared/kf
web/new/a.h:#include "web/new/b.h"|web/new is not in scripts/folders.txt
LINES
printf '%s\n' 'late: high' 'early: later' 'later:' >>"$scratch/folders.txt"
folders && grep -qF 'web/early may include web/later, which must stand above it' "$scratch/out" &&
    grep -qF 'web/late does not include web/high (any more)' "$scratch/out" && grep -qF 'there is no web/later' "$scratch/out"
verdict $? "a list of folders that is in the wrong order, or says too much, is told" "$scratch/out"

# Prints a free port, or holds one: node -e "$listen" hold <file for its number>.
listen='const s = require("net").createServer().listen(0, "127.0.0.1", () => {
    const port = String(s.address().port);
    if (process.argv[1] === "hold") require("fs").writeFileSync(process.argv[2], port);
    else { console.log(port); s.close(); }
});'

timeout 10 "$run" --help >"$scratch/out" 2>&1
status=$?
for word in --port --data --release --debug --build-only 'Ctrl+C'; do
    grep -qF -- "$word" "$scratch/out" || status=1
done
verdict $status "--help names every option and how to stop" "$scratch/out"

refuses "an unknown option is named" "unknown option '--prot'" --prot 8080
refuses "--port without a value is said" "--port needs a value" --port
refuses "--data without a value is said" "--data needs a value" --data
for port in 0 70000 80a -1 ''; do
    refuses "--port '$port' is refused" "wants a number from 1 to 65535" --port "$port"
done

node -e "$listen" hold "$scratch/port" &
holder=$!
for _ in $(seq 100); do [ ! -s "$scratch/port" ] || break; sleep 0.1; done
taken=$(cat "$scratch/port")
refuses "a taken port is said, with another one" "port $taken is taken by another program. Choose another one: scripts/run --port $((taken + 1))" \
    --port="$taken"
kill $holder 2>/dev/null
wait $holder 2>/dev/null

# The whole start, from another folder, with a folder named relative to it.
mkdir "$scratch/elsewhere"
port=$(node -e "$listen")
(cd "$scratch/elsewhere" && exec "$run" --debug --port "$port" --data=my/data) >"$scratch/out" 2>&1 </dev/null &
started=$!
for _ in $(seq 600); do
    grep -qF "http://127.0.0.1:$port/signin?ticket=" "$scratch/out" && break
    kill -0 $started 2>/dev/null || break
    sleep 0.1
done
grep -qF "http://127.0.0.1:$port/signin?ticket=" "$scratch/out"
verdict $? "it prints the console's address with a sign-in link" "$scratch/out"
grep -qF "$scratch/elsewhere/my/data" "$scratch/out" && [ -n "$(find "$scratch/elsewhere/my/data" -name kfdesk.db)" ]
verdict $? "a relative --data begins where the caller stands" "$scratch/out"
[ "$(curl -s -o /dev/null -w '%{http_code}' --max-time 5 "http://127.0.0.1:$port/healthz")" = 200 ]
verdict $? "the console's port answers" "$scratch/out"
kill -INT $started 2>/dev/null
( sleep 30; kill -KILL $started 2>/dev/null ) &
watchdog=$!
wait $started
status=$?
kill $watchdog 2>/dev/null
started=
verdict $status "Ctrl+C ends it with status 0" "$scratch/out"

while IFS= read -r line; do
    case $line in
        'ok: '*) verdict 0 "${line#ok: }" ;;
        'ERROR: '*) verdict 1 "${line#ERROR: }" ;;
        'checked 10') checked=yes ;;
    esac
done < <(KFDESK_TEST_OUTPUT=$scratch/journeys timeout 60 node tests/scripts/journey_runner_check.mjs 2>&1 | tee "$scratch/out" &&
    echo "checked $(grep -cE '^(ok|ERROR): ' "$scratch/out")")
[ "${checked:-}" = yes ]
verdict $? "every expectation of the journeys' runner was looked at" "$scratch/out"

echo "scripts: $passed passed, $failed failed"
[ $failed = 0 ]
