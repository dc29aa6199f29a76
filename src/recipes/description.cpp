#include "recipes/description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/nearest.hpp"
#include "spec/source_text.hpp"
#include "spec/yaml_tree.hpp"

namespace aloft {
namespace {

using yaml::Element;

/// Reads the few keys of a recipe.yaml and collects what is wrong with them, in the order of the file.
class Reader {
public:
    std::expected<RecipeTask, std::vector<Mistake>> read(const Element* root) {
        // Who says nothing gets the little power rather than the great one.
        task_.as = RunAs::person;
        if (!root || root->kind != Element::Kind::record) {
            mistakes_.push_back({1, 1, "expected keys like title: and needs:"});
            return std::unexpected(std::move(mistakes_));
        }
        for (std::size_t i = 0; i < root->keys.size(); ++i) read_key(*root->keys[i], *root->values[i]);
        for (const std::string_view needed : {"title", "description"}) {
            if (!said(needed)) {
                mistakes_.push_back(
                    {root->line, root->column, fmt::format("{}: is missing; say it in a few words", needed)});
            }
        }
        if (!mistakes_.empty()) return std::unexpected(std::move(mistakes_));
        return task_;
    }

private:
    void read_key(const Element& key, const Element& value) {
        if (said(key.text)) return wrong(key, fmt::format("{}: is said twice", key.text));
        seen_.push_back(key.text);
        if (key.text == "title") return read_text("title", value, &task_.title);
        if (key.text == "description") return read_text("description", value, nullptr);
        if (key.text == "needs") return read_needs(value);
        if (key.text == "as") return read_as(value);
        static constexpr std::array<std::string_view, 4> known = {"title", "description", "needs", "as"};
        const auto meant = nearest(key.text, known);
        wrong(key, meant ? fmt::format("{}: unknown key; did you mean {}?", key.text, *meant)
                         : fmt::format("{}: unknown key; known are {}", key.text, fmt::join(known, ", ")));
    }

    void read_text(std::string_view key, const Element& value, std::string* into) {
        if (value.kind != Element::Kind::scalar || value.text.empty() || value.text.contains('\n')) {
            return wrong(value, fmt::format("{}: expected one line of text", key));
        }
        if (into) *into = value.text;
    }

    void read_needs(const Element& value) {
        if (value.kind == Element::Kind::nothing) return;
        if (value.kind != Element::Kind::list)
            return wrong(value, "needs: expected a list of recipes, like [base, python]");
        for (const Element* item : value.values) {
            if (item->kind != Element::Kind::scalar || !is_recipe_name(item->text)) {
                wrong(*item, "needs: expected the name of a recipe: lower-case letters, digits and dashes");
            } else if (std::ranges::find(task_.needs, item->text) == task_.needs.end()) {
                task_.needs.push_back(item->text);
            }
        }
    }

    void read_as(const Element& value) {
        const auto as = value.kind == Element::Kind::scalar ? run_as_from(value.text) : std::nullopt;
        if (!as) return wrong(value, "as: expected root or person");
        task_.as = *as;
    }

    bool said(std::string_view key) const { return std::ranges::find(seen_, key) != seen_.end(); }
    void wrong(const Element& at, std::string message) {
        mistakes_.push_back({at.line, at.column, std::move(message)});
    }

    RecipeTask task_;
    std::vector<std::string> seen_;
    std::vector<Mistake> mistakes_;
};

}  // namespace

std::expected<RecipeTask, std::vector<Mistake>> read_description(std::string_view bytes) {
    const auto text = source_text(bytes);
    if (!text) return std::unexpected(text.error());
    const auto document = yaml::parse(*text);
    if (!document) return std::unexpected(std::vector{document.error()});
    return Reader().read(document->root);
}

bool is_recipe_name(std::string_view word) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
    constexpr std::string_view others = "-0123456789";
    return !word.empty() && letters.contains(word.front()) && std::ranges::all_of(word, [&](char character) {
        return letters.contains(character) || others.contains(character);
    });
}

}  // namespace aloft
