# Shared by the scripts in ci/; source it from the repository's root.

# Prints the prefix of a CPython 3.13 installation: KINGSNAKE_CPYTHON (a prefix or a python3.13), python3.13 on PATH, pyenv.
find_cpython() {
    local at
    for at in "${KINGSNAKE_CPYTHON:-}" "$(pyenv prefix 3.13.0 2>/dev/null || true)" "$(type -P python3.13 || true)"; do
        [ -n "$at" ] || continue
        [ -f "$at" ] && at=$(dirname "$(dirname "$(readlink -f "$at")")")
        if [ -f "$at/lib/python3.13/os.py" ]; then
            printf '%s\n' "$at"
            return 0
        fi
    done
    return 1
}

# Says what to do where there is none.
explain_cpython() {
    echo "No CPython 3.13 found. Install one (pyenv install 3.13.0, or a python3.13 package) or set KINGSNAKE_CPYTHON to its prefix." >&2
}
