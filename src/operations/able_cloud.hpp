#pragma once
#include <string_view>

#include "operations/surroundings.hpp"

namespace aloft {

/// The cloud of that name, if there is one and it is able to.
template <class Ability>
Ability* able_cloud(const Surroundings& around, std::string_view name) {
    for (Cloud* cloud : around.clouds)
        if (cloud->name() == name) return dynamic_cast<Ability*>(cloud);
    return nullptr;
}

}  // namespace aloft
