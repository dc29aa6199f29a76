#include "core/base64.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace aloft {
namespace {

TEST(Base64, IsThatOfRfc4648) {
    for (const auto& [bytes, text] : {std::pair("", ""),
                                      {"f", "Zg=="},
                                      {"fo", "Zm8="},
                                      {"foo", "Zm9v"},
                                      {"foob", "Zm9vYg=="},
                                      {"fooba", "Zm9vYmE="},
                                      {"foobar", "Zm9vYmFy"}}) {
        EXPECT_EQ(to_base64(bytes), text);
        EXPECT_EQ(from_base64(text), bytes);
    }
}

TEST(Base64, TheFormForUrlsHasItsOwnLettersAndNoPadding) {
    EXPECT_EQ(to_base64("\xfb\xff\xfe\xff"), "+//+/w==");
    EXPECT_EQ(to_base64("\xfb\xff\xfe\xff", Base64::for_urls), "-__-_w");
    EXPECT_EQ(from_base64("-__-_w", Base64::for_urls), "\xfb\xff\xfe\xff");
}

TEST(Base64, EveryByteComesBack) {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) {
        bytes += static_cast<char>(byte);
        EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
        EXPECT_EQ(from_base64(to_base64(bytes, Base64::for_urls), Base64::for_urls), bytes);
    }
}

TEST(Base64, WhatIsNoneIsNothing) {
    for (const char* text : {"Z", "Zg==Zg==", "Zm9v\n", "Zm 9v", "-__-", "====", "Zg==="})
        EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

}  // namespace
}  // namespace aloft
