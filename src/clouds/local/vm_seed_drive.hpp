#pragma once
#include <map>
#include <string>
#include <string_view>

namespace aloft::local {

/// An ISO 9660 image with the files in its root folder, as cloud-init's NoCloud source looks for one with the label
/// "CIDATA". Written here because it is a hundred lines, and every tool that writes one is another package to install.
/// The same content gives the same bytes. Names are those of NoCloud: small letters, digits and dashes.
std::string iso_image(std::string_view label, const std::map<std::string, std::string>& files);

}  // namespace aloft::local
