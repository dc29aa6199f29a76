#!/usr/bin/env python3
"""What cmake/together.py says goes together, held against what the language says."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOGETHER = pathlib.Path(__file__).resolve().parents[2] / "cmake/together.py"


def hidden(code):
    return f"namespace aloft {{\nnamespace {{\n{code}\n}}  // namespace\n}}  // namespace aloft\n"


class Together(unittest.TestCase):
    def groups(self, *texts):
        with tempfile.TemporaryDirectory() as place:
            root = pathlib.Path(place)
            names = [f"{letter}.cpp" for letter, _ in zip("abcdefgh", texts)]
            for name, text in zip(names, texts):
                (root / name).write_text(text)
            done = subprocess.run([sys.executable, TOGETHER, root, root / "out", "it", *(root / name for name in names)],
                                  capture_output=True, text=True, check=True)
            return [pathlib.Path(file).read_text().replace('#include "', "").replace('.cpp"\n', "").replace('"\n', " ")
                    for file in done.stdout.split(";")]

    def test_files_that_share_no_name_go_together(self):
        self.assertEqual(self.groups(hidden("int one() { return 1; }"), hidden("int two() { return 2; }")), ["ab"])

    def test_what_both_keep_to_themselves_keeps_them_apart(self):
        for code in ("int size() { return 1; }", "constexpr int size = 1;", "struct size final : Base { int a; };",
                     "enum class size { a };", "template <class T>\nT size(const std::map<T, int>& all) { return {}; }",
                     "using size = int;", "const std::vector<int> size{1, 2};", "int size[] = {1};"):
            with self.subTest(code):
                self.assertEqual(self.groups(hidden(code), hidden("int size(int of) { return of; }")), ["a", "b"])

    def test_what_one_hides_from_the_other_keeps_them_apart(self):
        uses = "namespace aloft {\nint both() { return limit + find(1); }\n}\n"
        self.assertEqual(self.groups(hidden("constexpr int limit = 1;"), uses), ["a", "b"])
        self.assertEqual(self.groups(hidden("int find(long) { return 1; }"), uses), ["a", "b"])

    def test_a_member_a_text_or_a_remark_of_that_name_does_not(self):
        uses = 'int both(It it) { return it.limit + its::limit + it->find(1) + size("limit"); }  // limit\n'
        self.assertEqual(self.groups(hidden("constexpr int limit = 1;\nint find(long) { return 1; }"), uses), ["ab"])

    def test_the_same_loan_is_no_clash_and_another_is(self):
        loan = hidden("using testing::Not;")
        self.assertEqual(self.groups(loan, hidden("using ::testing::Not;")), ["ab"])
        self.assertEqual(self.groups(loan, hidden("using other::Not;")), ["a", "b"])

    def test_the_same_short_name_is_no_clash_even_where_a_header_has_it(self):
        for short in ("namespace fs = std::filesystem;", "using Json = nlohmann::json;"):
            name = short.split()[1]
            with self.subTest(short):
                self.assertEqual(self.groups(hidden(short), hidden(short), f"namespace aloft {{ int of({name}::path); }}\n"), ["abc"])
                self.assertEqual(self.groups(hidden(short), hidden(short.replace("::", "::other::"))), ["a", "b"])

    def test_who_defines_a_macro_stands_alone(self):
        self.assertEqual(self.groups("#define LIMIT 1\n", "int a = 1;\n"), ["a", "b"])

    def test_headers_come_before_all_sources(self):
        self.assertEqual(self.groups('#include "b.hpp"\n#include "x/a.hpp"\n#include <map>\n', '#include "b.hpp"\n'),
                         ["b.hpp x/a.hpp ab"])

    def test_a_third_joins_whom_it_can(self):
        one, other = hidden("int size() { return 1; }"), hidden("int weight() { return 1; }")
        self.assertEqual(self.groups(one, one, other), ["ac", "b"])


if __name__ == "__main__":
    unittest.main()
