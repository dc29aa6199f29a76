#include "core/check.hpp"

#include "core/words.hpp"

namespace aloft {

namespace {

constexpr Words<Check::Verdict, 3> verdicts{{
    {Check::Verdict::good, "good"},
    {Check::Verdict::warning, "warning"},
    {Check::Verdict::bad, "bad"},
}};

}  // namespace

std::string_view to_string(Check::Verdict verdict) { return word_of(verdicts, verdict); }
std::optional<Check::Verdict> verdict_from(std::string_view word) { return value_of(verdicts, word); }

}  // namespace aloft
