#pragma once
#include <string>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

/// What a machine's metadata server tells: the tree below /computeMetadata/v1/.
Json metadata_tree(const Office& office, const Json& instance);

/// What an identity token says of a machine beside its account: nothing in the plain form.
Json identity_claims(const Office& office, const Json& instance, IdentityFormat format);

}  // namespace aloft::practice::google
