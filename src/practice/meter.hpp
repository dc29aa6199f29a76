#pragma once
#include <string>
#include <vector>

#include "core/money.hpp"
#include "practice/moment.hpp"
#include "practice/places.hpp"

namespace aloft::practice {

/// From `at` on, the thing costs these rates an hour; none: nothing any more. The meter's only fact, appended and never
/// changed, so that a bill can be reckoned for any time.
struct Reading {
    Moment at;
    std::string project;
    std::string thing;  ///< "zones/us-central1-a/instances/vm", unique with `id`
    std::string id;  ///< of this one: a name may be used again
    std::string state;  ///< "RUNNING", "TERMINATED", "" when it is gone
    std::vector<Rate> rates;
};

/// One thing at one rate, as long as it cost that.
struct BillLine {
    std::string project;
    std::string thing;
    std::string state;
    std::string what;
    Moment from;
    Moment until;
    bool still_on = false;
    Money hour;
    Money cost;  ///< rounded to a millionth of a dollar
};

struct Bill {
    std::vector<BillLine> lines;
    Money total;  ///< of the exact amounts, rounded once, to the cent
    Money hourly_now;  ///< what is still on costs so much
};

/// Pure. Readings in order of time; `until` is the world's now.
Bill bill_of(const std::vector<Reading>& readings, Moment until);

}  // namespace aloft::practice
