#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include "spec/spec_file.hpp"

namespace aloft {
namespace {

using std::string_view_literals::operator""sv;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;

struct Good {
    std::string_view text;
    Spec spec;
};

TEST(ReadSpec, TakesWhatIsSaid) {
    const std::vector<Good> cases{
        {"", {}},
        {"\n# only a comment\n", {}},
        {"---\n...\n", {}},
        {"{}\n", {}},
        {"null\n", {}},
        {"name: my-machine\non: local\nmachine:\n  kind: vm\n  cpus: 4\n  memory: 8GB\n  disk: 40GB\ngpu: T4\n",
         {.name = "my-machine",
          .on = "local",
          .kind = MachineKind::vm,
          .cpus = 4,
          .memory = gibibytes(8),
          .disk = gibibytes(40),
          .gpu = GpuWish{"T4", 1}}},
        {"gpu: T4:2", {.gpu = GpuWish{"T4", 2}}},
        {"gpu: T4, L4", {.gpu = GpuWish{"T4, L4", 1}}},
        {"gpu: L4/8", {.gpu = GpuWish{"L4/8", 1}}},
        {"market: {spot: prefer, order: distance, gpu_memory: 24GB}",
         {.gpu_memory = gibibytes(24), .spot = Spot::prefer, .order = OfferOrder::distance}},
        {"market: {clouds: gcp, regions: [us-*, europe-west4]}",
         {.clouds = {{"gcp"}}, .regions = {{"us-*", "europe-west4"}}}},
        {"market: {max_price: 1.50}", {.max_price = Money{1'500'000}}},
        {"market: {max_price: $2}", {.max_price = Money{2'000'000}}},
        {"gpu: {name: T4, count: 2}", {.gpu = GpuWish{"T4", 2}}},
        {"gpu:\n  name: RTX 6000\n  count:\n", {.gpu = GpuWish{"RTX 6000", 1}}},
        {"gpu: \"T4:2\"", {.gpu = GpuWish{"T4", 2}}},
        {"gpu: any", {.gpu = GpuWish{"any", 1}}},
        {"gpu: none", {.gpu = GpuWish{"none", 1}}},
        {"machine: {type: n1-standard-8, address: static, deadline: 1d12h}",
         {.machine_type = "n1-standard-8", .address = PublicAddress::fixed, .deadline = std::chrono::hours(36)}},
        {"machine: {address: ephemeral, deadline: none}",
         {.address = PublicAddress::ephemeral, .deadline = std::chrono::seconds(0)}},
        {"gpu:\nname:\nmachine:\n", {}},
        {"machine: {cpus: ~, memory: null}", {}},
        {"machine: {memory: 8}", {.memory = gibibytes(8)}},
        {"machine: {memory: 1.5GB}", {.memory = mebibytes(1536)}},
        {"machine: {memory: 512 MiB, disk: 1TB}", {.memory = mebibytes(512), .disk = gibibytes(1024)}},
        {"machine: {cpus: +2}", {.cpus = 2}},
        {"machine: {cpus: !!int 2}", {.cpus = 2}},
        {"\"name\": 'box'", {.name = "box"}},
        {"name: \"true\"", {.name = "true"}},
        {"name: !!str true", {.name = "true"}},
        {"\xEF\xBB\xBFname: box\r\nmachine:\r\n  cpus: 2\r\n", {.name = "box", .cpus = 2}},
        {"name: box\rmachine:\r  cpus: 2\r", {.name = "box", .cpus = 2}},
        {"machine:\n  cpus: 2\n\t\n\t# a tab before a comment\n", {.cpus = 2}},
        {"name: &n box\non: local\n", {.name = "box", .on = "local"}},
        {"machine: {memory: &m 8GB, disk: *m}", {.memory = gibibytes(8), .disk = gibibytes(8)}},
        {"machine: {<<: {cpus: 2, memory: 1GB}, cpus: 4}", {.cpus = 4, .memory = gibibytes(1)}},
        {"machine: {<<: [{cpus: 2}, {cpus: 3, memory: 1GB}]}", {.cpus = 2, .memory = gibibytes(1)}},
    };
    for (const auto& [text, spec] : cases) {
        const auto read = read_spec(text);
        ASSERT_TRUE(read) << text << "\n" << describe(read.error(), "aloft.yaml");
        EXPECT_EQ(*read, spec) << text;
    }
}

struct Bad {
    std::string_view text;
    std::string_view mistakes;  ///< as describe() gives them, with "f" for the file
};

void expect_mistakes(const std::vector<Bad>& cases) {
    for (const auto& [text, mistakes] : cases) {
        const auto read = read_spec(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(describe(read.error(), "f"), mistakes) << text;
    }
}

TEST(ReadSpec, ReadsTheWork) {
    const auto spec = read_spec(
        "setup: full\n"
        "python:\n  version: 3.10\n  packages: [numpy, 'torch>=2']\n  requirements: requirements.txt\n"
        "cuda: 12.8\nwith: [docker, r]\n"
        "notebook:\n  server: none\n  password_file: ~/.secret\n"
        "code: src\nrun: |\n  python train.py\n  echo done\noutputs: weights.npz\n");
    ASSERT_TRUE(spec) << describe(spec.error(), "f");
    EXPECT_EQ(spec->setup, Setup::full);
    EXPECT_EQ(spec->python_version, "3.10") << "and not 3.1, as YAML's number would be";
    EXPECT_EQ(spec->python_packages, (std::vector<std::string>{"numpy", "torch>=2"}));
    EXPECT_EQ(spec->python_requirements, "requirements.txt");
    EXPECT_EQ(spec->cuda, "12.8");
    EXPECT_EQ(spec->with, (std::vector<std::string>{"docker", "r"}));
    EXPECT_TRUE(is_with(*spec, "r"));
    EXPECT_FALSE(is_with(*spec, "tensorflow"));
    EXPECT_EQ(spec->notebook_server, NotebookServer::none);
    EXPECT_EQ(spec->notebook_password_file, "~/.secret");
    EXPECT_EQ(spec->code, "src");
    EXPECT_EQ(spec->run, "python train.py\necho done");
    EXPECT_EQ(spec->outputs, (std::vector<std::string>{"weights.npz"}));
    EXPECT_EQ(read_spec(write_spec(*spec)), *spec);
}

TEST(ReadSpec, OfAListOfWordsOnlyTheseWillDo) {
    const auto spec = read_spec("with: [dokcer, r]\n");
    ASSERT_FALSE(spec);
    EXPECT_EQ(describe(spec.error(), "f"), "f:1:8: with: no such software: \"dokcer\"; did you mean docker?\n");
    EXPECT_EQ(read_spec("with: r\n")->with, std::vector<std::string>{"r"});
}

TEST(ReadSpec, SaysWhatIsWrongWithTheWork) {
    const auto spec = read_spec(
        "on: ssh:-oProxyCommand=x\npython:\n  version: three\n  packages: [numpy, 3, [a]]\noutputs: {a: b}\nrun: true\n");
    ASSERT_FALSE(spec);
    const std::string mistakes = describe(spec.error(), "f");
    for (const char* expected : {"f:1:5: on: ", "f:3:12: version: expected a version like 3.11, found \"three\"",
                                 "f:4:21: packages: expected a list like [numpy, pandas], found 3",
                                 "f:5:10: outputs: expected a list", "f:6:6: run: expected a text"})
        EXPECT_THAT(mistakes, testing::HasSubstr(expected));
}

TEST(ReadSpec, NamesAllMistakesInTheOrderOfTheFile) {
    expect_mistakes(
        {{"name: My Box\n"
          "memroy: 8GB\n"
          "machine:\n"
          "  cpus: four\n"
          "  memroy: 8GB\n"
          "  disk: 8GX\n"
          "  gpu: T4\n"
          "cpus: 3\n"
          "foo: 1\n"
          "name: again\n",
          "f:1:7: name: a machine name begins with a lower-case letter, found \"My Box\"; did you mean my-box?\n"
          "f:2:1: memroy: unknown key; did you mean memory under machine:?\n"
          "f:4:9: cpus: expected a whole number of at least 1, found \"four\"\n"
          "f:5:3: memroy: unknown key; did you mean memory?\n"
          "f:6:9: disk: no such unit: \"GX\"; write MB, GB or TB\n"
          "f:7:3: gpu: belongs at the top level\n"
          "f:8:1: cpus: belongs under machine:\n"
          "f:9:1: foo: unknown key; known here are name, on, machine, gpu, market, setup, python, cuda, with, notebook, code, run, outputs\n"
          "f:10:1: name: said twice, first on line 1\n"}});
}

TEST(ReadSpec, SuggestsTheKeyThatWasMeant) {
    expect_mistakes({
        {"gup: T4", "f:1:1: gup: unknown key; did you mean gpu?\n"},
        {"GPU: T4", "f:1:1: GPU: unknown key; did you mean gpu?\n"},
        {"accelerator: T4", "f:1:1: accelerator: unknown key; did you mean gpu?\n"},
        {"cloud: local", "f:1:1: cloud: unknown key; did you mean on?\n"},
        {"machine: {ram: 8GB}", "f:1:11: ram: unknown key; did you mean memory?\n"},
        {"ram: 8GB", "f:1:1: ram: unknown key; did you mean memory under machine:?\n"},
        {"machine: {vcpus: 8}", "f:1:11: vcpus: unknown key; did you mean cpus?\n"},
        {"gpu: {model: T4, name: T4}", "f:1:7: model: unknown key; did you mean name?\n"},
        {"machine.cpus: 4", "f:1:1: machine.cpus: write cpus under machine:\n"},
        {"machine: {on: local}", "f:1:11: on: belongs at the top level\n"},
        {"\"\": 4",
         "f:1:1: : unknown key; known here are name, on, machine, gpu, market, setup, python, cuda, with, notebook, code, run, outputs\n"},
        {"~: 4", "f:1:1: a key is a word, found nothing\n"},
        {"[a, b]: 4", "f:1:1: a key is a word, found a list\n"},
        {"machine: {cpus: 1, cpus: 2, cpus: 3}",
         "f:1:20: cpus: said twice, first on line 1\nf:1:29: cpus: said twice, first on line 1\n"},
    });
}

TEST(ReadSpec, SaysWhatAValueShouldBe) {
    expect_mistakes({
        {"name: true", "f:1:7: name: expected a machine's name, found true; if it is meant, put it in quotes\n"},
        {"name: ''", "f:1:7: name: a machine name cannot be empty, found \"\"\n"},
        {"name: x_", "f:1:7: name: a machine name has only lower-case letters, digits and dashes, found \"x_\"\n"},
        {"name: [a]", "f:1:7: name: expected a machine's name, found a list\n"},
        {"name: {a: b}", "f:1:7: name: expected a machine's name, found keys below it\n"},
        {"name: \"\\e[31mx\\n\"", "f:1:7: name: a machine name begins with a lower-case letter, found \"?[31mx\\n\"\n"},
        {"on: lcoal", "f:1:5: on: no such place: \"lcoal\"; did you mean local?\n"},
        {"on: mars", "f:1:5: on: no such place: \"mars\"; expected local, gcp, or ssh: and a host\n"},
        {"on: 3", "f:1:5: on: no such place: 3; expected local, gcp, or ssh: and a host\n"},
        {"machine: {kind: containr}", "f:1:17: kind: no such kind: \"containr\"; did you mean container?\n"},
        {"machine: {kind: house}", "f:1:17: kind: no such kind: \"house\"; known: container, vm\n"},
        {"machine: {cpus: 0}", "f:1:17: cpus: expected a whole number of at least 1, found 0\n"},
        {"machine: {cpus: -2}", "f:1:17: cpus: expected a whole number of at least 1, found -2\n"},
        {"machine: {cpus: 2.5}", "f:1:17: cpus: expected a whole number of at least 1, found 2.5\n"},
        {"machine: {cpus: 4 cores}", "f:1:17: cpus: expected a whole number of at least 1, found \"4 cores\"\n"},
        {"machine: {cpus: 5000}", "f:1:17: cpus: expected a whole number of at most 4096, found 5000\n"},
        {"machine: {cpus: 99999999999999999999}",
         "f:1:17: cpus: expected a whole number of at most 4096, found 99999999999999999999\n"},
        {"machine: {cpus: \"4\"}",
         "f:1:17: cpus: expected a whole number of at least 1, found the text \"4\"; leave the quotes away\n"},
        {"machine: {cpus: [4]}", "f:1:17: cpus: expected a whole number of at least 1, found a list\n"},
        {"machine: {memory: 0}", "f:1:19: memory: expected a size like 8GB, found 0\n"},
        {"machine: {memory: -1GB}", "f:1:19: memory: expected a size like 8GB, found \"-1GB\"\n"},
        {"machine: {memory: lots}", "f:1:19: memory: expected a size like 8GB, found \"lots\"\n"},
        {"machine: {memory: 8Gigs}", "f:1:19: memory: no such unit: \"Gigs\"; write MB, GB or TB\n"},
        {"machine: {memory: 8MB}", "f:1:19: memory: expected at least 128MB, found \"8MB\"\n"},
        {"machine: {memory: 8PB}", "f:1:19: memory: expected at most 64TB, found \"8PB\"\n"},
        {"machine: 4",
         "f:1:10: machine: expected the keys kind:, cpus:, memory:, disk:, disk_type:, disk_on_down:, type:, address:, deadline: below it, found 4\n"},
        {"machine:\n  cpus:4\n",
         "f:2:3: machine: expected the keys kind:, cpus:, memory:, disk:, disk_type:, disk_on_down:, type:, address:, deadline: below it, found \"cpus:4\"; a space belongs "
         "after the ':'\n"},
        {"gpu: 2", "f:1:6: gpu: expected a GPU's name like T4, or any, found 2\n"},
        {"gpu: T4:0", "f:1:6: gpu: expected a whole number of at least 1, found 0\n"},
        {"gpu: T4:two", "f:1:6: gpu: expected a whole number of at least 1, found \"two\"\n"},
        {"gpu: 'T4:'", "f:1:6: gpu: expected a whole number of at least 1, found \"\"\n"},
        {"gpu: T4:65", "f:1:6: gpu: expected a whole number of at most 64, found 65\n"},
        {"gpu: [T4]", "f:1:6: gpu: expected T4:2 or the keys name:, count: below it, found a list\n"},
        {"gpu: {count: 2}", "f:1:6: gpu: name is missing\n"},
        {"- local", "f:1:1: expected keys like machine:, found a list\n"},
        {"machine", "f:1:1: expected keys like machine:, found \"machine\"\n"},
        {"name:box", "f:1:1: expected keys like machine:, found \"name:box\"; a space belongs after the ':'\n"},
        {"machine: {<<: 3}", "f:1:15: <<: expected an alias of keys, found 3\n"},
        {"machine: {<<: [{cpus: 1}, 3]}", "f:1:27: <<: expected an alias of keys, found 3\n"},
        {"machine: {<<: {cpus: none}}", "f:1:22: cpus: expected a whole number of at least 1, found \"none\"\n"},
    });
}

TEST(ReadSpec, ExplainsWhatIsNotYaml) {
    expect_mistakes({
        {"gpu: T4: 2",
         "f:1:8: a ':' where no key can be; is the indentation right? A value that has ': ' in it belongs in quotes\n"},
        {"machine:\n  cpus: 4\n memory: 8GB\n",
         "f:3:2: not a 'key: value' as the lines above it; is the indentation right, or is the ':' missing?\n"},
        {"name: \"box\nmachine:\n", "f:2:9: a quoted text is not closed before the end\n"},
        {"gpu: 'T4\n\n", "f:1:9: a quoted text is not closed before the end\n"},
        {"machine: {cpus: 4\n", "f:1:18: a '{' is not closed by '}', or a ',' is missing\n"},
        {"name: [a", "f:1:9: a '[' is not closed by ']', or a ',' is missing\n"},
        {"name: @box", "f:1:7: no value can begin with this character; put the value in quotes\n"},
        {"name: *box", "f:1:7: an alias (*) without an anchor (&) of that name above it\n"},
        {"name: \"\\q\"", "f:1:10: in \"double quotes\" a backslash begins an escape; use 'single quotes'\n"},
        {"name: !house box", "f:1:7: tags have no meaning here; leave out the word that begins with '!'\n"},
        {"name: box\n---\nname: other\n", "f:2:1: a second document begins here; an aloft.yaml is one\n"},
        {"machine: &m {<<: *m}", "f:1:18: an alias of what it stands in\n"},
    });
}

TEST(ReadSpec, RefusesWhatIsNoText) {
    expect_mistakes({
        {"name: box\nmachine:\n\tcpus: 4\n  \tdisk: 4GB\n",
         "f:3:1: a tab; YAML is indented with spaces\nf:4:3: a tab; YAML is indented with spaces\n"},
        {"na\0me: b"sv, "f:1:3: a NUL byte; is this a text file?\n"},
        {"name: caf\xE9\nx: \xFF",
         "f:1:10: the byte 0xE9 is not UTF-8; save the file as UTF-8\n"
         "f:2:4: the byte 0xFF is not UTF-8; save the file as UTF-8\n"},
        {"name: \x1B[31m", "f:1:7: the control character 0x1B cannot stand in YAML\n"},
        {"\xFF\xFEn\0a\0"sv, "f:1:1: the file is UTF-16; save it as UTF-8\n"},
    });
    const auto binary = read_spec(std::string(5000, '\0'));
    ASSERT_FALSE(binary);
    EXPECT_EQ(binary.error().size(), 20U);
}

TEST(ReadSpec, CountsColumnsInCharacters) {
    expect_mistakes({
        {"machine: {disk: 4GB, größe: 3, cpus: viele}",
         "f:1:22: größe: unknown key; known here are kind, cpus, memory, disk, disk_type, disk_on_down, type, address, deadline\n"
         "f:1:38: cpus: expected a whole number of at least 1, found \"viele\"\n"},
        {"# 🚀\n{\"🚀🚀\": @}", "f:2:8: no value can begin with this character; put the value in quotes\n"},
    });
}

TEST(ReadSpec, RefusesWhatWouldKeepItBusy) {
    const auto first = [](const std::string& text) {
        const auto read = read_spec(text);
        return read ? "" : read.error().front().message;
    };
    EXPECT_THAT(first(std::string((1 << 20) + 1, '#')), HasSubstr("larger than 1 MB"));
    EXPECT_EQ(first(std::string(1 << 20, '#')), "");
    for (const std::string level : {"[", "{a: ", "- ", "? ", "{", "[{a: ["}) {
        std::string deep;
        while (deep.size() < 100'000) deep += level;
        EXPECT_THAT(first(deep), HasSubstr("nested deeper")) << level;
        EXPECT_THAT(first("machine: " + deep), ::testing::Not(::testing::IsEmpty())) << level;
    }
    std::string chain = "machine:\n  <<:\n  - &a0 {cpus: 2}\n";
    for (int link = 1; chain.size() < 300'000; ++link)
        chain += "  - &a" + std::to_string(link) + " {<<: *a" + std::to_string(link - 1) + "}\n";
    EXPECT_EQ(read_spec(chain), (Spec{.cpus = 2}));
    // Each record merges the one before it many times: read naively, this takes longer than the sun will shine.
    std::string laughs = "machine:\n  <<:\n";
    laughs += "  - &a0 {cpus: 2}\n";
    for (int level = 1; level < 60; ++level) {
        laughs += "  - &a" + std::to_string(level) + " {<<: [";
        for (int times = 0; times < 9; ++times) laughs += "*a" + std::to_string(level - 1) + ", ";
        laughs += "]}\n";
    }
    EXPECT_EQ(read_spec(laughs), (Spec{.cpus = 2}));
}

TEST(ReadSpec, EndsALongListOfMistakes) {
    std::string text;
    for (int line = 0; line < 20'000; ++line) text += "a:\n";
    const auto read = read_spec(text);
    ASSERT_FALSE(read);
    ASSERT_EQ(read.error().size(), 101U);
    EXPECT_EQ(read.error()[99], (Mistake{100, 1, "a: said twice, first on line 1"}));
    EXPECT_EQ(read.error()[100], (Mistake{101, 1, "19900 more mistakes from here on"}));
}

TEST(DescribeMistakes, IsALineForEach) {
    EXPECT_EQ(describe({{1, 2, "one"}, {30, 4, "two"}}, "dir/aloft.yaml"),
              "dir/aloft.yaml:1:2: one\ndir/aloft.yaml:30:4: two\n");
    EXPECT_EQ(describe({}, "aloft.yaml"), "");
}

}  // namespace
}  // namespace aloft
