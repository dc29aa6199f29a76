// The rule of the card, as a table: card and wish on the one side, what is settled or refused on the other.
#include "drivers/settle.hpp"

#include <gmock/gmock.h>

namespace aloft::drivers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Version version(std::string_view text) { return version_from(text).value(); }

Card card(const std::string& name, std::string_view capability) {
    return {.name = name, .capability = version(capability)};
}

const Card k80 = card("K80", "3.7"), m60 = card("M60", "5.2"), p100 = card("P100", "6.0"), p4 = card("P4", "6.1"),
           v100 = card("V100", "7.0"), t4 = card("T4", "7.5"), a100 = card("A100", "8.0"), a10g = card("A10G", "8.6"),
           l4 = card("L4", "8.9"), h100 = card("H100", "9.0"), b200 = card("B200", "10.0"), b300 = card("B300", "10.3"),
           rtx_pro = card("RTX-PRO-6000", "12.0");

Software packages(std::initializer_list<std::string_view> lines) {
    Software software;
    for (const std::string_view line : lines) software.python.push_back(requirement_from(line).value());
    return software;
}

Software with_cuda(Software software, std::string_view cuda) {
    software.cuda = version(cuda);
    return software;
}

Choice choice(const Card& of, const Software& software) {
    const auto settled = settle(built_in_rule(), of, software);
    EXPECT_TRUE(settled) << of.name << ": " << describe(settled.error()) << "; " << settled.error().hint;
    return settled.value_or(Choice{});
}

struct DriverCase {
    Card card;
    int driver;
    Modules modules;
    const char* cuda;
};

TEST(Settle, EachGenerationHasItsDriver) {
    for (const DriverCase& each : std::initializer_list<DriverCase>{
             {m60, 580, Modules::proprietary, "12.9"},
             {p100, 580, Modules::proprietary, "12.9"},
             {p4, 580, Modules::proprietary, "12.9"},
             {v100, 580, Modules::proprietary, "12.9"},
             {t4, 580, Modules::open, "13.0"},
             {a100, 580, Modules::open, "13.0"},
             {a10g, 580, Modules::open, "13.0"},
             {l4, 580, Modules::open, "13.0"},
             {h100, 580, Modules::open, "13.0"},
             {b200, 580, Modules::open, "13.0"},
             {b300, 580, Modules::open, "13.0"},
             {rtx_pro, 580, Modules::open, "13.0"},
         }) {
        const Choice settled = choice(each.card, {});
        EXPECT_EQ(settled.driver, each.driver) << each.card.name;
        EXPECT_EQ(settled.modules, each.modules) << each.card.name;
        EXPECT_EQ(to_string(settled.cuda), each.cuda) << each.card.name;
        EXPECT_EQ(settled.torch_index, "") << each.card.name;
    }
}

struct TorchCase {
    Card card;
    const char* asked;
    const char* index;  ///< empty: PyPI's
    const char* cuda;
    int oldest_driver;
};

TEST(Settle, TorchComesFromTheIndexThatServesTheCardWithTheNewestVersion) {
    for (const TorchCase& each : std::initializer_list<TorchCase>{
             {p100, "torch", "cu126", "12.6", 525},
             {p4, "torch", "cu126", "12.6", 525},
             {v100, "torch", "cu126", "12.6", 525},
             {v100, "torch>=2", "cu126", "12.6", 525},
             {v100, "torch<=2.14", "cu126", "12.6", 525},
             {v100, "torch==2.7.1", "", "12.6", 525},
             {v100, "torch==2.3.*", "", "12.1", 525},
             {v100, "torch==2.0.1", "cu118", "11.8", 470},
             {v100, "torch==2.10.0", "cu126", "12.6", 525},
             {v100, "torch==2.5.1+cu121", "cu121", "12.1", 525},
             {t4, "torch", "", "13.2", 580},
             {t4, "torch<2.11", "", "12.8", 525},
             {t4, "torch==2.15.0", "", "13.2", 580},
             {a100, "torch~=2.12.0", "", "13.0", 580},
             {l4, "torch", "", "13.2", 580},
             {h100, "torch", "", "13.2", 580},
             {b200, "torch", "", "13.2", 580},
             {b200, "torch==2.7.0", "cu128", "12.8", 570},
             {b300, "torch", "", "13.2", 580},
             {rtx_pro, "torch==2.9.1", "", "12.8", 570},
         }) {
        const Choice settled = choice(each.card, packages({each.asked}));
        const std::string what = each.card.name + " " + each.asked;
        EXPECT_EQ(settled.torch_index, each.index) << what;
        EXPECT_EQ(to_string(settled.cuda), each.cuda) << what;
        EXPECT_EQ(settled.oldest_driver, each.oldest_driver) << what;
        EXPECT_EQ(settled.driver, 580) << what;
    }
}

TEST(Settle, ACudaThatIsWishedIsTaken) {
    EXPECT_EQ(choice(t4, with_cuda(packages({"torch"}), "12.8")).torch_index, "cu128");
    EXPECT_EQ(choice(t4, with_cuda(packages({"torch"}), "13.0")).torch_index, "cu130");
    EXPECT_EQ(choice(t4, with_cuda(packages({"torch"}), "12")).torch_index, "cu126") << "which has the newest torch";
    EXPECT_EQ(choice(t4, with_cuda(packages({"torch<2.9"}), "12")).torch_index, "") << "2.8 of PyPI has 12.8";
    EXPECT_EQ(choice(v100, with_cuda({}, "12")).oldest_driver, 525);
    EXPECT_EQ(choice(t4, with_cuda({}, "13.2")).oldest_driver, 580);
    EXPECT_EQ(to_string(choice(t4, with_cuda({}, "12.6")).cuda), "12.6");
}

TEST(Settle, TensorFlowBringsItsOwn) {
    for (const Card& each : {p100, v100, t4, a100, l4, h100}) {
        const Choice settled = choice(each, packages({"tensorflow[and-cuda]"}));
        EXPECT_EQ(to_string(settled.cuda), "12.5") << each.name;
        EXPECT_THAT(settled.warnings, IsEmpty()) << each.name;
        EXPECT_THAT(settled.more_packages, IsEmpty()) << each.name;
        EXPECT_EQ(settled.torch_index, "") << each.name;
    }
    EXPECT_EQ(to_string(choice(m60, packages({"tensorflow==2.16.*"})).cuda), "12.3");
}

TEST(Settle, TensorFlowWithoutItsLibrariesGetsThem) {
    EXPECT_THAT(choice(t4, packages({"tensorflow>=2.18"})).more_packages, ElementsAre("tensorflow[and-cuda]"));
}

TEST(Settle, TensorFlowOfACardThatItWasNotBuiltForSaysThatItCompiles) {
    Software apart;
    apart.tensorflow_apart = true;
    EXPECT_THAT(choice(b200, apart).warnings, ElementsAre(HasSubstr("compiles it when it first starts")));
    EXPECT_THAT(choice(b200, apart).more_packages, IsEmpty()) << "they are its own environment's to have";
}

TEST(Settle, TwoFrameworksInOneEnvironmentAreWarnedOf) {
    EXPECT_THAT(choice(t4, packages({"torch", "tensorflow[and-cuda]"})).warnings,
                ElementsAre(HasSubstr("with: [tensorflow]")));
}

TEST(Settle, TorchForRHasKindsOfItsOwn) {
    Software r;
    r.r_torch = true;
    EXPECT_EQ(choice(v100, r).r_torch, "cu126");
    EXPECT_EQ(choice(t4, r).r_torch, "cu128");
    EXPECT_EQ(choice(b200, r).r_torch, "cu128");
    EXPECT_EQ(choice(t4, {}).r_torch, "");
}

TEST(Settle, ALockHasChosenTheSource) {
    Software locked = packages({"torch==2.9.0"});
    locked.pins = PythonPins::locked;
    EXPECT_EQ(choice(t4, locked).torch_index, "");
    const auto refused = settle(built_in_rule(), v100, locked);
    ASSERT_FALSE(refused) << "PyPI's 2.9 has no code for it, and the lock names PyPI";
    EXPECT_THAT(refused.error().detail, HasSubstr("torch==2.9.0 from PyPI serves no V100"));
    locked = packages({"torch==2.9.0+cu126"});
    locked.pins = PythonPins::locked;
    EXPECT_EQ(choice(v100, locked).torch_index, "") << "the lock says where it comes from";
}

TEST(Settle, APartOfACardIsRefused) {
    Card part = card("L4/8", "8.9");
    part.is_part = true;
    const auto settled = settle(built_in_rule(), part, {});
    ASSERT_FALSE(settled);
    EXPECT_THAT(settled.error().detail, HasSubstr("L4/8 is a part of a card"));
    EXPECT_THAT(settled.error().hint, HasSubstr("setup: bare"));
}

TEST(Settle, OnArmTorchComesFromItsOwnIndex) {
    Card gh200 = card("GH200", "9.0");
    gh200.architecture = "arm64";
    EXPECT_EQ(choice(gh200, packages({"torch"})).torch_index, "cu132");
}

struct RefusedCase {
    Card card;
    Software software;
    const char* detail;
    const char* hint;
};

TEST(Settle, WhatCannotWorkIsRefusedWithWhatWould) {
    Software r;
    r.r_torch = true;
    for (const RefusedCase& each : std::initializer_list<RefusedCase>{
             {v100, packages({"torch==2.15.0"}), "torch==2.15.0 serves no V100 (Volta, compute capability 7.0)",
              "torch<=2.14 from cu126 does"},
             {p4, packages({"torch>=2.15"}), "torch>=2.15 serves no P4 (Pascal", "torch<=2.14 from cu126 does"},
             {b200, packages({"torch==2.3.1"}), "torch==2.3.1 serves no B200 (Blackwell", "torch>=2.7 from cu128 does"},
             {b200, packages({"torch<2.7"}), "torch<2.7 serves no B200", "torch>=2.7 from cu128 does"},
             {v100, packages({"torch>=2", "torch>=2.15"}), "torch>=2 and torch>=2.15 serves no V100", "torch<=2.14"},
             {t4, with_cuda(packages({"torch>=2.12"}), "12.8"), "torch>=2.12 for CUDA 12.8 serves no T4",
              "torch with CUDA 13.2 does"},
             {v100, with_cuda({}, "13"), "CUDA 13 serves no V100 (Volta", "CUDA 12.9 is the newest that does"},
             {v100, with_cuda({}, "13.0"), "CUDA 13.0 serves no V100", "without `cuda:`"},
             {b200, with_cuda({}, "12.6"), "CUDA 12.6 serves no B200", "CUDA 12.8 is the oldest that does"},
             {m60, packages({"tensorflow==2.18.0"}), "tensorflow==2.18.0 serves no M60", "tensorflow<=2.17 does"},
             {k80, packages({"torch"}), "torch serves no K80 (Kepler", "take another card"},
             {k80, {}, "NVIDIA's last driver for K80 (Kepler, compute capability 3.7) is 470", "take a newer card"},
             {k80, r, "r-torch serves no K80", "take another card"},
             {card("X1", "19.0"), {}, "no rule of aloft's knows a card of compute capability 19.0", "setup: bare"},
         }) {
        const auto settled = settle(built_in_rule(), each.card, each.software);
        ASSERT_FALSE(settled) << each.detail;
        EXPECT_EQ(settled.error().kind, ErrorKind::bad_input);
        EXPECT_EQ(settled.error().doing, "choosing driver and CUDA for " + each.card.name);
        EXPECT_THAT(settled.error().detail, HasSubstr(each.detail));
        EXPECT_THAT(settled.error().hint, HasSubstr(each.hint));
    }
}

std::vector<std::string> families(const Card& of, const Software& software, std::string_view cloud) {
    std::vector<std::string> result;
    for (const Image& image : images_for(built_in_rule(), of, choice(of, software), cloud))
        result.push_back(image.family);
    return result;
}

TEST(Images, ThatBringTheRightDriverComeFirst) {
    const auto modern = families(t4, packages({"torch"}), "gcp");
    ASSERT_FALSE(modern.empty());
    EXPECT_EQ(modern.front(), "ubuntu-accelerator-2404-amd64-with-nvidia-580");
    EXPECT_EQ(modern.back(), "ubuntu-2404-lts-amd64");
    EXPECT_THAT(families(t4, packages({"torch<2.11"}), "aws").front(), HasSubstr("base-oss-nvidia-driver"));
}

TEST(Images, OfTheOpenModulesAreNoneForOldCards) {
    EXPECT_THAT(families(v100, {}, "gcp"), ElementsAre("ubuntu-2404-lts-amd64"));
}

TEST(Images, WithADriverTooOldForTheFrameworkAreLeftOut) {
    EXPECT_THAT(families(t4, packages({"torch"}), "aws"), ElementsAre(HasSubstr("24.04/stable/current/amd64")));
}

TEST(Images, OfAnotherCloudOrProcessorAreNone) {
    EXPECT_THAT(families(t4, {}, "elsewhere"), IsEmpty());
    Card arm = t4;
    arm.architecture = "arm64";
    for (const std::string& family : families(arm, {}, "gcp")) EXPECT_THAT(family, HasSubstr("arm64"));
}

}  // namespace
}  // namespace aloft::drivers
