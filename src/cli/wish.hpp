#pragma once
#include <filesystem>

#include "cli/words.hpp"
#include "core/result.hpp"
#include "core/spec.hpp"

namespace aloft::cli {

inline constexpr std::string_view usual_spec_file = "aloft.yaml";

/// What is asked for: the file's words, and the flags over them. Without a FILE, `usual` is read if it exists.
/// `home_folder` is the person's, for "~/"; it may be empty.
Result<Spec> wish_from(const Words& words, const std::filesystem::path& home_folder,
                       const std::filesystem::path& usual = usual_spec_file);

/// The flags alone.
Result<Spec> wish_from_flags(const Words& words);

/// Whether any flag or file says what is asked for, so that a saved plan would contradict it.
bool says_a_wish(const Words& words);

}  // namespace aloft::cli
