#include "practice/google/schema.hpp"

#include <algorithm>
#include <array>
#include <utility>

// One of the texts is longer than every compiler has to allow; ours do.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
#include "embedded/schemas.hpp"
#pragma GCC diagnostic pop

namespace aloft::practice::google {
namespace {

/// The text up to the next such letter, which is taken away with it.
std::string_view take(std::string_view& text, char until) {
    const auto end = text.find(until);
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return taken;
}

constexpr std::array<std::pair<std::string_view, Type::Kind>, 9> simple_types = {{
    {"string", Type::Kind::string},
    {"int64", Type::Kind::int64},
    {"uint64", Type::Kind::uint64},
    {"int32", Type::Kind::int32},
    {"uint32", Type::Kind::uint32},
    {"double", Type::Kind::number},
    {"boolean", Type::Kind::boolean},
    {"byte", Type::Kind::bytes},
    {"any", Type::Kind::any},
}};

Type type_of(std::string_view word) {
    Type type;
    if (word.starts_with('[') || word.starts_with('{')) {
        type.kind = word.starts_with('[') ? Type::Kind::list : Type::Kind::map;
        type.of = std::make_shared<const Type>(type_of(word.substr(1, word.size() - 2)));
        return type;
    }
    const auto* simple = std::ranges::find(simple_types, word, &std::pair<std::string_view, Type::Kind>::first);
    if (simple != simple_types.end()) {
        type.kind = simple->second;
    } else if (word.find('|') != std::string_view::npos ||
               std::ranges::none_of(word, [](char letter) { return letter >= 'a' && letter <= 'z'; })) {
        type.kind = Type::Kind::words;
        while (!word.empty()) type.words.push_back(take(word, '|'));
    } else {
        type.kind = Type::Kind::object;
        type.schema = word;
    }
    return type;
}

std::string_view unless_dash(std::string_view word) { return word == "-" ? std::string_view() : word; }

}  // namespace

Schemas::Schemas() {
    read("compute", embedded::compute_txt);
    read("cloudquotas", embedded::cloudquotas_txt);
    read("serviceusage", embedded::serviceusage_txt);
    read("cloudbilling", embedded::cloudbilling_txt);
    read("cloudresourcemanager", embedded::cloudresourcemanager_txt);
    read("iam", embedded::iam_txt);
}

void Schemas::read(std::string_view api, std::string_view text) {
    Fields* schema = nullptr;
    while (!text.empty()) {
        std::string_view line = take(text, '\n');
        if (line.starts_with("method ")) {
            take(line, ' ');
            MethodFacts method;
            method.id = take(line, ' ');
            method.verb = take(line, ' ');
            method.path = take(line, ' ');
            method.request = unless_dash(take(line, ' '));
            method.answer = unless_dash(line);
            methods_.push_back(std::move(method));
        } else if (line.starts_with("schema ")) {
            schema = &schemas_[{api, line.substr(7)}];
        } else if (line.starts_with("  ")) {
            line.remove_prefix(2);
            std::string_view name = take(line, ' ');
            if (schema != nullptr) {
                (*schema)[name] = type_of(line);
            } else {
                const bool required = name.ends_with('!');
                if (required) name.remove_suffix(1);
                methods_.back().query.push_back({name, required, type_of(line)});
            }
        }
    }
}

const Fields* Schemas::fields(std::string_view api, std::string_view schema) const {
    const auto found = schemas_.find({api, schema});
    return found == schemas_.end() ? nullptr : &found->second;
}

std::string_view api_of(std::string_view method) { return method.substr(0, method.find('.')); }

}  // namespace aloft::practice::google
