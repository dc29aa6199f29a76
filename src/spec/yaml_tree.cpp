#include "spec/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "spec/yaml_words.hpp"

namespace aloft::yaml {
namespace {

/// The parser calls itself for each level and has no bound of its own; events come before it goes down.
constexpr std::size_t deepest_nesting = 32;

struct Refused {
    Mistake mistake;
};

class TreeBuilder final : public YAML::EventHandler {
public:
    explicit TreeBuilder(Document& document) : document_(document) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ > 1) refuse(mark, "a second document begins here; an aloft.yaml is one");
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(Element::Kind::nothing, mark, anchor); }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        Element& element = add(Element::Kind::scalar, mark, anchor);
        element.text = text;
        element.plain = tag == "?" || (is_core_tag(tag) && tag != core_tag_prefix + "str");
        check_tag(mark, tag);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto meant = anchors_.find(anchor);
        if (meant == anchors_.end()) refuse(mark, "no such anchor");
        if (std::ranges::find(open_, meant->second) != open_.end()) refuse(mark, "an alias of what it stands in");
        attach(meant->second);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        open(Element::Kind::list, mark, tag, anchor);
    }
    void OnSequenceEnd() override { open_.pop_back(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        open(Element::Kind::record, mark, tag, anchor);
    }
    void OnMapEnd() override { open_.pop_back(); }

private:
    static inline const std::string core_tag_prefix = "tag:yaml.org,2002:";

    [[noreturn]] static void refuse(const YAML::Mark& mark, std::string why) {
        throw Refused{{mark.line + 1, mark.column + 1, std::move(why)}};
    }

    static bool is_core_tag(const std::string& tag) { return tag.starts_with(core_tag_prefix); }

    static void check_tag(const YAML::Mark& mark, const std::string& tag) {
        const bool known = tag.empty() || tag == "?" || tag == "!" || is_core_tag(tag);
        if (!known) refuse(mark, "tags have no meaning here; leave out the word that begins with '!'");
    }

    Element& add(Element::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
        Element& element = document_.elements.emplace_back();
        element.kind = kind;
        element.line = mark.line + 1;
        element.column = mark.column + 1;
        if (anchor != YAML::NullAnchor) anchors_[anchor] = &element;
        attach(&element);
        return element;
    }

    void open(Element::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (open_.size() == deepest_nesting) refuse(mark, "nested deeper than any aloft.yaml");
        check_tag(mark, tag);
        open_.push_back(&add(kind, mark, anchor));
    }

    void attach(Element* element) {
        if (open_.empty()) {
            document_.root = element;
            return;
        }
        Element& parent = *open_.back();
        const bool is_key = parent.kind == Element::Kind::record && parent.keys.size() == parent.values.size();
        (is_key ? parent.keys : parent.values).push_back(element);
    }

    Document& document_;
    int documents_ = 0;
    std::vector<Element*> open_;
    std::map<YAML::anchor_t, Element*> anchors_;
};

/// yaml-cpp 0.7 takes a quoted text that the end of the file cuts off for a whole one when the file ends with a line
/// break. A last line without one makes it see; elsewhere it is a comment.
constexpr std::string_view last_line = "\n#";

}  // namespace

std::expected<Document, Mistake> parse(const std::string& text) {
    Document document;
    try {
        std::istringstream stream(text + std::string(last_line));
        YAML::Parser parser(stream);
        TreeBuilder builder(document);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Refused& refused) {
        return std::unexpected(refused.mistake);
    } catch (const YAML::Exception& error) {
        return std::unexpected(
            Mistake{std::max(error.mark.line, 0) + 1, std::max(error.mark.column, 0) + 1, in_plain_words(error.msg)});
    }
    return document;
}

}  // namespace aloft::yaml
