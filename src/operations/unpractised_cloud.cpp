#include "operations/unpractised_cloud.hpp"

#include <fmt/format.h>

namespace aloft {

std::unexpected<Error> UnpractisedCloud::refusal(std::string doing) const {
    Error error{ErrorKind::bad_input, std::move(doing),
                fmt::format("{} has no practice form: what it makes is real", real_.name()),
                "leave out --practice, or name a cloud that can be practised", Reach::cloud};
    return std::unexpected(std::move(error));
}

Account UnpractisedCloud::account() {
    return {{{std::string(real_.name()), Check::Verdict::warning,
              "not looked at: it has no practice form, and `aloft doctor` without --practice says how it is", ""}}};
}

Result<std::vector<Offer>> UnpractisedCloud::offers(const Spec& /*spec*/) { return refusal("looking for machines"); }

/// Nobody has an offer of it.
Blueprint UnpractisedCloud::blueprint(const Spec& /*spec*/, const Offer& /*offer*/, const Labels& /*labels*/) const {
    return {};
}

Result<Found> UnpractisedCloud::ensure(const Resource& wished, const Circumstances& /*circumstances*/) {
    return refusal("making " + wished.ref.name);
}

Result<Found> UnpractisedCloud::find(const ResourceRef& ref) {
    Found absent;
    absent.ref = ref;
    absent.condition = Condition::absent;
    return absent;
}

Result<void> UnpractisedCloud::remove(const ResourceRef& /*ref*/) { return {}; }

Result<std::vector<Found>> UnpractisedCloud::owned(std::string_view /*owner*/) { return std::vector<Found>(); }

}  // namespace aloft
