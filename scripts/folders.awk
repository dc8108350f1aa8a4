# Compares what the sources include with scripts/folders.txt: awk -v mode=check|draw -f scripts/folders.awk scripts/folders.txt -
# Reads lines "web/console/chat/x.cpp:#include "shared/base/y.h"". mode=check says each finding in a line; mode=draw prints the layers.

# web/console/chat/x.cpp lies in web/console/chat where web/console is a tree, else in web/console.
function folder_of(path, parts, depth) {
    split(path, parts, "/")
    depth = (parts[1] "/" parts[2]) in is_tree ? 3 : 2
    sub(/\..*/, "", parts[depth])  # web/console/main.cpp counts as a folder of its own
    return parts[1] "/" parts[2] (depth == 3 ? "/" parts[3] : "")
}
function tree_of(folder) { sub(/\/[^\/]*$/, "", folder); return folder }
function name_of(folder) { sub(/.*\//, "", folder); return folder }
function found(what) { if (mode == "check") print what }
# Where a folder that this one may include has not been named yet.
function named_above(target) {
    if (!(target in place)) found("scripts/folders.txt: " folder " may include " target ", which must stand above it")
}

FNR == 1 { ++part }

part == 1 && (/^#/ || NF == 0) { next }
part == 1 && $1 == "tree" {
    tree = $2
    trees[++tree_count] = tree
    is_tree[tree] = 1
    for (i = 3; i < NF; i += 2) {
        if ($i == "includes") tree_may[tree, $(i + 1)] = 1
        if ($i == "without") tree_may_not[tree, $(i + 1)] = 1
    }
    next
}
part == 1 && $1 == "circle" {
    reason = $0
    sub(/^[^:]*: */, "", reason)
    sub(/:$/, "", $4)
    from = tree "/" $2
    target = tree "/" $4
    circle[from, target] = reason
    circles[tree, ++circle_count[tree]] = from SUBSEP target
    if (reason == "") found("scripts/folders.txt: the circle " from " -> " target " has no reason")
    next
}
part == 1 {
    folder = tree "/" substr($1, 1, length($1) - 1)
    for (i = 2; i <= NF; ++i) {
        target = tree "/" $i
        named_above(target)
        may[folder, target] = 1
        if (layer[folder] <= layer[target]) layer[folder] = layer[target] + 1
        includes[folder] = includes[folder] " " $i
    }
    layer[folder] += 0
    place[folder] = ++count
    folders[count] = folder
    if (layer[folder] > highest[tree]) highest[tree] = layer[folder]
    next
}

{
    colon = index($0, ":")
    file = substr($0, 1, colon - 1)
    from = folder_of(file)
    target = $0
    sub(/^[^"]*"/, "", target)
    target = folder_of(target)
    seen[from] = seen[target] = 1
    if (from == target) next
    used[from, target] = 1
    if (tree_of(from) != tree_of(target)) {
        if (!((tree_of(from), tree_of(target)) in tree_may) || (tree_of(from), target) in tree_may_not)
            found(file " includes " target "; " tree_of(from) "/ does not")
    } else if (!((from, target) in may) && !((from, target) in circle)) {
        found(file " includes " target ", which scripts/folders.txt does not let " from " do")
    }
}

END {
    if (mode == "check") {
        for (folder in seen)
            if (!(folder in place)) found(folder " is not in scripts/folders.txt")
        for (folder in place)
            if (!(folder in seen)) found("scripts/folders.txt: there is no " folder)
        for (pair in may)
            if (!(pair in used)) {
                split(pair, ends, SUBSEP)
                found("scripts/folders.txt: " ends[1] " does not include " ends[2] " (any more)")
            }
        for (pair in circle)
            if (!(pair in used)) {
                split(pair, ends, SUBSEP)
                found("scripts/folders.txt: the circle " ends[1] " -> " ends[2] " is mended; its line goes")
            }
    } else {
        for (t = 1; t <= tree_count; ++t) {
            tree = trees[t]
            outside = ""
            for (i = 1; i <= tree_count; ++i)
                if ((tree, trees[i]) in tree_may) outside = outside ", which includes " trees[i] "/"
            for (pair in tree_may_not) {
                split(pair, ends, SUBSEP)
                if (ends[1] == tree) outside = outside ", but not " ends[2]
            }
            print (t > 1 ? "\n" : "") tree "/" outside
            for (height = highest[tree]; height >= 0; --height)
                for (i = count; i > 0; --i)
                    if (tree_of(folders[i]) == tree && layer[folders[i]] == height) {
                        if (includes[folders[i]] == "") print "  " height "  " name_of(folders[i])
                        else printf "  %d  %-15s →%s\n", height, name_of(folders[i]), includes[folders[i]]
                    }
            for (i = 1; i <= circle_count[tree]; ++i) {
                split(circles[tree, i], ends, SUBSEP)
                print "  against the order: " ends[1] " → " ends[2] ": " circle[ends[1], ends[2]]
            }
        }
    }
}
