#pragma once
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/spec.hpp"

namespace aloft {

enum class KeyType {
    section,       ///< has keys below it
    name,          ///< of a machine
    word,          ///< one of a few
    whole_number,
    size,          ///< of memory or disk
    price,         ///< dollars
    time_span,     ///< "8h", or none
    gpu_name,
    place,         ///< where machines are made
    text,          ///< whatever it says
    version,       ///< of Python; YAML reads 3.12 as a number
    texts,         ///< a list, or one alone
};

using KeyValue = std::variant<std::string, std::int64_t, Bytes, Money, std::chrono::seconds, std::vector<std::string>>;

/// Where a key's value lives in a Spec.
struct Slot {
    void (*put)(Spec& spec, const KeyValue& value) = nullptr;
    std::optional<KeyValue> (*get)(const Spec& spec) = nullptr;  ///< nothing when it is not said
};

/// What there is to know of one key of aloft.yaml.
struct Key {
    std::string_view path;  ///< "machine.cpus"
    KeyType type = KeyType::section;
    std::string_view description;          ///< a sentence or two for the person
    std::string_view when_not_said;        ///< a sentence; empty where the description says it
    std::string_view example;              ///< as it is written after "key: "
    std::vector<std::string_view> also;   ///< words that people try instead; suggestions, never accepted
    std::string_view noun;                ///< what each of its words is: "place"
    std::vector<std::string_view> words;  ///< of KeyType::word, and of texts where only these will do
    std::int64_t least = 0;                    ///< of whole_number and size
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    bool required = false;    ///< within its section
    bool short_form = false;  ///< a section that may also be written as its keys' values joined by ':'
    Slot slot;

    std::string_view name() const;     ///< "cpus"
    std::string_view section() const;  ///< "machine"; empty at the top
};

/// In the order in which they are documented and written; a section before its keys.
std::span<const Key> spec_keys();

const Key* find_key(std::string_view path);
/// The keys directly below a section; "" for the top.
std::vector<const Key*> keys_in(std::string_view section);

}  // namespace aloft
