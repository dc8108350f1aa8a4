# Sourced by the scripts here: where the project lies, and how they talk.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
KFDESK_ROOT=$PWD
export CMAKE_COLOR_DIAGNOSTICS=OFF
# Another checkout of the same sources on this machine finds what was compiled before.
export CCACHE_BASEDIR=$KFDESK_ROOT CCACHE_NOHASHDIR=1

say() { printf '%s\n' "kfdesk: $*" >&2; }
fail() {
    printf '%s\n' "kfdesk: $*" >&2
    exit 1
}

# Runs apt-get and the like; asks sudo when we are not root.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "installing packages needs root: run this once as root, or install sudo."
    fi
}

# build <preset> <target>...: configures once (ninja configures again by itself when a CMake file changes) and builds.
# Goes on after an error as far as it can. All output goes to build/logs; what matters of it is shown when something failed.
# $build_nice: how much it lets others go first (10 when not said).
build() {
    local preset=$1 log
    shift
    mkdir -p build/logs
    log=build/logs/build-$preset.log
    : >"$log"
    if [ ! -f "build/$preset/build.ninja" ] && ! cmake --preset "$preset" >>"$log" 2>&1; then
        tail -n 40 "$log" >&2
        say "could not configure the preset '$preset' (whole log: $log)"
        return 1
    fi
    if ! nice -n "${build_nice:-10}" timeout -k 15 2700 cmake --build "build/$preset" --target "$@" -- -k 0 >>"$log" 2>&1; then
        grep -E -A6 'error:|Error|FAILED' "$log" | head -n 60 >&2
        say "could not build $* (preset '$preset', whole log: $log)"
        return 1
    fi
}
