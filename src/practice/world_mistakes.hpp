#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "practice/world.hpp"
#include "spec/spec_file.hpp"
#include "spec/yaml_tree.hpp"

namespace aloft::practice {

struct KeyWords;

/// Mistakes as they are found, up to as many as help.
class Mistakes {
public:
    void add(const yaml::Element& place, std::string message);
    void add(const yaml::Element& place, std::string_view key, std::string_view message);
    bool enough() const { return found_.size() >= 100; }
    std::size_t count() const { return found_.size(); }
    bool none() const { return found_.empty(); }
    /// In the order of the file.
    std::vector<Mistake> taken();

private:
    std::vector<Mistake> found_;
};

/// What is wrong with a record as a whole, as a phrase; empty for nothing. Each kind of record has one.
std::string why_wrong(const PriceRule& rule);
std::string why_wrong(const StockRule& rule);
std::string why_wrong(const QuotaLimitRule& rule);
std::string why_wrong(const QuotaAnswerRule& rule);
std::string why_wrong(const LatencyRule& rule);
std::string why_wrong(const OperationTimeRule& rule);
std::string why_wrong(const FaultRule& rule);
std::string why_wrong(const PreemptionRule& rule);
std::string why_wrong(const BillingAccountAtStart& account);
std::string why_wrong(const ProjectAtStart& project);

/// What a word that is no key was probably meant to be, as a phrase.
std::string unknown_key(const std::string& shown, std::string_view word, const std::vector<const KeyWords*>& known);

}  // namespace aloft::practice
