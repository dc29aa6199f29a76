#!/usr/bin/env python3
"""together.py ROOT FOLDER NAME SOURCE...: which sources of a library or program may be compiled as one, and the files
that do so: FOLDER/NAME_<n>.cpp, each with an #include line for each of its sources, as seen from ROOT. Prints their paths.
All headers of ours come first: one that is read after a source would take that source's own names for what it means.

Nearly all the time of a compiler goes into the headers of the standard library, once for each file that it is given. Files
go together as far as no name that the one keeps to itself occurs in the other. That is told from the text alone, and more
strictly than the language asks. The order of the sources does not matter, and a file that is as it was is not written
again."""
import pathlib
import re
import sys

MOST = 24  # more would leave a second processor with nothing to do at the end
NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'(?!\w)|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*',
    re.DOTALL | re.MULTILINE)
HEADER = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)
MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.MULTILINE)
NAMESPACE = re.compile(r"\s*(?:inline\s+)?namespace\b[\w:\s]*$")
TYPE = re.compile(r"(?:struct|class|union|enum(?:\s+(?:class|struct))?)\s+(\w+)\s*(?:final\s*)?[:{;]")
ALIAS = re.compile(r"(?:using|namespace)\s+(\w+)\s*=\s*(\w+::[^;]*)")
USING = re.compile(r"using\s+(?:namespace\s+|typename\s+)?(?:::)?([\w:]*?(\w+))\s*;")
ENTITY = re.compile(r"(\w+)\s*([({=\[;]|$)")
WORD = re.compile(r"(?<![.>:\w])[A-Za-z_]\w*")  # not that of a member or of a namespace
TEMPLATE = re.compile(r"<[^<>()]*>")


def declarations(code):
    """The heads of what is declared in namespaces, and whether others may know of it by a header."""
    spaces, depth, head = [], 0, ""
    for piece in re.split(r"([{};])", code):
        if piece == "{":
            if depth == len(spaces) and NAMESPACE.match(head):
                spaces.append(head.split()[-1])
                head = ""
            elif depth == len(spaces):
                yield head + "{", "namespace" in spaces
            depth += 1
        elif piece == "}":
            if depth == len(spaces):
                spaces.pop()
            depth -= 1
            if depth == len(spaces):
                head = ""
        elif depth == len(spaces):
            if piece == ";":
                if head.strip():
                    yield head + ";", "namespace" in spaces
                head = ""
            else:
                head += piece


def own_names(code):
    """What the file keeps to itself, and as what: all that is declared in a namespace without a name, and what no header
    can tell of. What it borrows from elsewhere by `using` is named with its origin."""
    for head, hidden in declarations(code):
        text = head
        while (shorter := TEMPLATE.sub(" ", text)) != text:
            text = shorter
        text = re.sub(r"\[\[.*?\]\]|\btemplate\b|\b(?:alignas|decltype|noexcept)\([^()]*\)", " ", text).strip()
        if found := USING.match(text):
            yield found[2], "borrowed from " + found[1]
        elif found := ALIAS.match(head.strip()):
            yield found[1], "short for " + found[2]
        elif found := TYPE.match(text):
            yield found[1], "type"
        elif hidden or re.match(r"(?:constexpr|const|static|constinit)\b", text):
            found = ENTITY.search(text)
            if found and not found[1].isupper():  # which a macro makes, as TEST does, is named by its arguments
                yield found[1], "function" if found[2] == "(" else "value"


class Source:
    """A file as far as it matters to the others."""

    def __init__(self, path):
        self.path = path
        text = path.read_text()
        code = NOT_CODE.sub(" ", text)
        self.own = dict(own_names(code))
        self.stands_alone = MACRO.search(text) is not None  # what it defines may be meant for a header
        self.headers = [path.parent / name if (path.parent / name).exists() else pathlib.Path(name)
                        for name in HEADER.findall(text)]
        words = list(WORD.finditer(code))
        self.called = {found[0] for found in words if code[found.end():found.end() + 1] == "("}
        self.named = {found[0] for found in words}

    def hides_from(self, other):
        """Whether a name that this one keeps to itself means something else in the other."""
        for name, kind in self.own.items():
            if name in other.own:
                if kind != other.own[name] or "::" not in kind:
                    return True
            elif kind.startswith("short for"):
                continue  # the other has it from a header, as the same in all likelihood; else the compiler finds two
            elif name in (other.called if kind == "function" else other.named):
                return True
        return False


def go_together(one, other):
    alone = one.stands_alone or other.stands_alone
    return not alone and not one.hides_from(other) and not other.hides_from(one)


def groups(sources, most=MOST):
    """Each file goes to the first group that it fits into."""
    found = []
    for one in sources:
        for group in found:
            if len(group) < most and all(go_together(one, other) for other in group):
                group.append(one)
                break
        else:
            found.append([one])
    return found


def as_one(group, root):
    headers = [header for one in group for header in one.headers]
    files = [*dict.fromkeys(headers), *(one.path for one in group)] if len(group) > 1 else [group[0].path]
    return "".join(f'#include "{file.relative_to(root) if file.is_absolute() else file}"\n' for file in files)


def main(root, folder, name, *sources):
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, group in enumerate(groups([Source(pathlib.Path(source)) for source in sorted(sources)])):
        text = as_one(group, root)
        file = folder / f"{name}_{number}.cpp"
        if not file.exists() or file.read_text() != text:
            file.write_text(text)
        written.append(str(file))
    print(";".join(written), end="")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), *sys.argv[3:])
