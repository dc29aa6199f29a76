#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aloft::practice::google {

/// What a field or parameter may hold.
struct Type {
    enum class Kind { string, int64, uint64, int32, uint32, number, boolean, bytes, any, words, list, map, object };
    Kind kind = Kind::any;
    std::vector<std::string_view> words;  ///< of an enum
    std::shared_ptr<const Type> of;       ///< of a list or a map
    std::string_view schema;              ///< of an object
};

struct Parameter {
    std::string_view name;
    bool required = false;
    Type type;
};

/// One method in Google's documents.
struct MethodFacts {
    std::string_view id;
    std::string_view verb;
    std::string_view path;     ///< as it stands in the text
    std::string_view request;  ///< a schema's name; empty: no body
    std::string_view answer;
    std::vector<Parameter> query;
};

using Fields = std::map<std::string_view, Type>;

/// What Google's methods take and answer, read from our texts (schemas/README.md). Views into what is embedded.
class Schemas {
public:
    Schemas();

    const std::vector<MethodFacts>& methods() const { return methods_; }
    /// Null for what there is not. One API's schemas have nothing to do with another's of the same name.
    const Fields* fields(std::string_view api, std::string_view schema) const;

private:
    void read(std::string_view api, std::string_view text);

    std::vector<MethodFacts> methods_;
    std::map<std::pair<std::string_view, std::string_view>, Fields> schemas_;
};

/// "compute.instances.insert" to "compute".
std::string_view api_of(std::string_view method);

}  // namespace aloft::practice::google
