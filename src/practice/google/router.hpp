#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "practice/google/schema.hpp"

namespace aloft::practice::google {

using Words = std::map<std::string, std::string, std::less<>>;

struct Route {
    const MethodFacts* method = nullptr;
    Words path;
};

/// Which method a verb and a path mean.
class Router {
public:
    /// Keeps references into the schemas.
    explicit Router(const Schemas& schemas);
    std::optional<Route> route(std::string_view verb, std::string_view path) const;

private:
    struct Part {
        std::string_view literal;   ///< when there is no variable
        std::string_view variable;  ///< takes this part
        std::string_view suffix;    ///< ":enable", after the variable
    };
    struct Entry {
        const MethodFacts* method;
        std::vector<Part> parts;
    };
    static std::vector<Part> parts_of(std::string_view path);
    static std::optional<Words> match(const Entry& entry, const std::vector<std::string>& path);

    std::vector<Entry> entries_;
};

/// "%20" and the like as the bytes that they mean; what is no such code stays as it is.
std::string decoded(std::string_view text);

/// A request's target, taken apart. A name that is said twice keeps all its values, joined by line ends.
struct Target {
    std::string path;
    Words query;
};
Target target_of(std::string_view target);

}  // namespace aloft::practice::google
