# SPDX-License-Identifier: Apache-2.0
"""The repository checks find what they should and leave the rest alone."""

import os
import shutil
import tempfile
import unittest

import check_files
import check_format
import check_includes
import check_lengths

LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"


class TreeTest(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)

    def write(self, name, text):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def assert_finds(self, check, *parts):
        """Exactly one finding, and it holds every part."""
        findings = check(self.root)
        self.assertEqual(len(findings), 1, findings)
        for part in parts:
            self.assertIn(part, findings[0])


class IncludesTest(TreeTest):
    def setUp(self):
        super().setUp()
        self.write("base/error.h", LICENCE)
        self.write("isa/codec.h", LICENCE)
        self.write("models/cycle/fetch.h", LICENCE)
        self.write("tests/support/data.h", LICENCE)

    def test_allowed_includes_pass(self):
        self.write("isa/codec.cpp", '#include "isa/codec.h"\n#include <boost/crc.hpp>\n'
                                    '#include <vector>\n#include <sys/mman.h>\n'
                                    '#include <fmt/format.h>\n#include "base/error.h"\n')
        self.write("models/cycle/fetch.cpp", '#include <systemc>\n#include <tlm_utils/x.h>\n'
                                             '#include "isa/codec.h"\n')
        self.write("tests/isa/codec_test.cpp", '#include <catch2/catch.hpp>\n'
                                               '#include "tests/support/data.h"\n')
        self.write("examples/a/main.cpp", '#include <systemc>\n#include <isa/codec.h>\n')
        self.assertEqual(check_includes.check(self.root), [])

    def test_a_layer_above_is_refused(self):
        self.write("isa/bad.cpp", '\n#include "models/cycle/fetch.h"\n')
        self.assert_finds(check_includes.check, "isa/bad.cpp:2:", "models/cycle/fetch.h")

    def test_the_runtime_never_sees_the_models(self):
        self.write("runtime/bad.h", '#include "models/cycle/fetch.h"\n')
        self.assert_finds(check_includes.check, "runtime/bad.h:1:")

    def test_nobody_includes_tests(self):
        self.write("sim/bad.cpp", '#include "tests/support/data.h"\n')
        self.assert_finds(check_includes.check, "sim/bad.cpp:1:")

    def test_third_party_headers_stay_in_their_folders(self):
        for folder, header in (("isa", "systemc"), ("isa", "hwy/highway.h"),
                               ("models/timing", "tlm_utils/peq.h"), ("runtime", "CLI/CLI.hpp"),
                               ("models/functional", "nlohmann/json.hpp"),
                               ("base", "boost/crc.hpp"), ("cosim", "boost/graph/graph.hpp"),
                               ("sim", "catch2/catch.hpp"), ("platform", "onnx/onnx_pb.h")):
            with self.subTest(header=header):
                self.write(folder + "/bad.cpp", f"#include <{header}>\n")
                self.assert_finds(check_includes.check, folder + "/bad.cpp:1:", header)
                os.remove(os.path.join(self.root, folder, "bad.cpp"))

    def test_unknown_third_party_headers_are_refused(self):
        self.write("base/bad.cpp", "#include <left/pad.hpp>\n")
        self.assert_finds(check_includes.check, "left/pad.hpp")

    def test_quotes_are_for_files_of_the_project_by_full_name(self):
        self.write("base/bad.cpp", '#include "error.h"\n')
        self.assert_finds(check_includes.check, "error.h")
        self.write("base/bad.cpp", '#include "fmt/format.h"\n')
        self.assert_finds(check_includes.check, "<fmt/format.h>")
        self.write("base/bad.cpp", "#include <base/error.h>\n")
        self.assert_finds(check_includes.check, '"base/error.h"')

    def test_generated_headers_stay_with_the_rtl(self):
        self.write("cosim/good.cpp", '#include "VVTAShell.h"\n')
        self.assertEqual(check_includes.check(self.root), [])
        self.write("sim/bad.cpp", '#include "VVTAShell.h"\n')
        self.assert_finds(check_includes.check, "sim/bad.cpp:1:")

    def test_unknown_folders_are_refused(self):
        self.write("misc/a.cpp", "\n")
        self.assert_finds(check_includes.check, "misc/a.cpp")


class FilesTest(TreeTest):
    def test_good_files_pass(self):
        self.write("base/a.cpp", LICENCE)
        self.write("docs/a.md", "run build/release/bin/vta, see ../home/user and <root>/work\n")
        self.assertEqual(check_files.check(self.root), [])

    def test_a_missing_licence_is_found(self):
        self.write("scripts/a.sh", "#!/bin/bash\n")
        self.assert_finds(check_files.check, "scripts/a.sh", "SPDX")

    def test_a_path_of_one_machine_is_found(self):
        self.write("docs/a.md", "first\nsee " + "/home" + "/someone/vta\n")
        self.assert_finds(check_files.check, "docs/a.md:2:")

    def test_a_large_file_is_found(self):
        self.write("docs/a.svg", "x" * (check_files.FILE_LIMIT + 1))
        self.assert_finds(check_files.check, "docs/a.svg")

    def test_golden_data_are_limited_in_total(self):
        for i in range(3):
            self.write(f"tests/golden/{i}.jsonl", "x" * (check_files.GOLDEN_LIMIT // 3))
        self.assertEqual(check_files.check(self.root), [])
        self.write("tests/golden/3.jsonl", "xxx")
        self.assert_finds(check_files.check, "tests/golden/")


class LengthsTest(TreeTest):
    def test_only_long_sources_are_found(self):
        self.write("base/a.cpp", "\n" * check_lengths.LIMIT_LINES)
        self.write("docs/a.md", "\n" * 2 * check_lengths.LIMIT_LINES)
        self.assertEqual(check_lengths.check(self.root), [])
        self.write("base/a.cpp", "\n" * (check_lengths.LIMIT_LINES + 1))
        self.assert_finds(check_lengths.check, "base/a.cpp")


@unittest.skipIf(shutil.which(check_format.TOOL) is None, "no " + check_format.TOOL)
class FormatTest(TreeTest):
    def test_only_badly_formatted_files_are_found(self):
        self.write("base/good.cpp", "int a;\n")
        self.assertEqual(check_format.check(self.root), [])
        self.write("base/bad.cpp", "int   a ;\nint  b;\n")
        self.assert_finds(check_format.check, "base/bad.cpp")


if __name__ == "__main__":
    unittest.main()
