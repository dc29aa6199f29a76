#include "practice/world_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "core/nearest.hpp"
#include "practice/world_keys.hpp"
#include "spec/source_text.hpp"
#include "spec/text_places.hpp"
#include "spec/yaml_tree.hpp"

namespace aloft::practice {
namespace {

using yaml::Element;

/// What stands in the list of that name, as far as it is one.
std::vector<const Element*> items_of(const Element& root, std::string_view name) {
    for (std::size_t at = 0; at < root.keys.size(); ++at) {
        if (root.keys[at]->text == name) return root.values[at]->values;
    }
    return {};
}

template <class Item>
void refuse_twice(const std::vector<Item>& items, const std::vector<const Element*>& elements, Mistakes& mistakes) {
    std::vector<std::string_view> ids;
    ids.reserve(items.size());
    for (std::size_t at = 0; at < items.size(); ++at) {
        if (std::ranges::find(ids, items[at].id) != ids.end())
            mistakes.add(*elements[at], fmt::format("{} is said twice", items[at].id));
        ids.push_back(items[at].id);
    }
}

/// What no record can know of itself.
void check_references(const World& world, const Element& root, Mistakes& mistakes) {
    const std::vector<const Element*> projects = items_of(root, "projects");
    refuse_twice(world.projects, projects, mistakes);
    refuse_twice(world.billing_accounts, items_of(root, "billing_accounts"), mistakes);
    std::vector<std::string_view> accounts;
    accounts.reserve(world.billing_accounts.size());
    for (const BillingAccountAtStart& account : world.billing_accounts) accounts.emplace_back(account.id);
    for (std::size_t at = 0; at < world.projects.size(); ++at) {
        const std::string& account = world.projects[at].billing_account;
        if (account.empty() || std::ranges::find(accounts, account) != accounts.end()) continue;
        const auto meant = nearest(account, accounts);
        mistakes.add(*projects[at], fmt::format("{} is none of billing_accounts{}", account,
                                                meant ? fmt::format("; did you mean {}?", *meant) : std::string()));
    }
}

std::expected<World, std::vector<Mistake>> read_root(const Element* root) {
    World world;
    Mistakes mistakes;
    if (root != nullptr && root->kind == Element::Kind::record) {
        read_record(*root, world, mistakes);
        if (mistakes.none()) check_references(world, *root, mistakes);
    } else if (root != nullptr && root->kind != Element::Kind::nothing) {
        mistakes.add(*root, fmt::format("expected keys like stock:, found {}", forms::shown(*root)));
    }
    if (mistakes.none()) return world;
    return std::unexpected(mistakes.taken());
}

}  // namespace

std::expected<World, std::vector<Mistake>> read_world(std::string_view bytes) {
    const auto text = source_text(bytes);
    if (!text) return std::unexpected(text.error());
    const auto document = yaml::parse(*text);
    auto world = document ? read_root(document->root) : std::unexpected(std::vector{document.error()});
    if (world) return world;
    const TextPlaces places(*text);
    for (Mistake& mistake : world.error()) places.mend(mistake);
    return world;
}

std::string write_world(const World& world) { return write_record(world, ""); }

}  // namespace aloft::practice
