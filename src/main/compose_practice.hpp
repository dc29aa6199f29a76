#pragma once
#include "net/http.hpp"
#include "operations/practice.hpp"
#include "system/clock.hpp"
#include "system/daemon.hpp"
#include "system/interruption.hpp"
#include "system/process.hpp"
#include "system/random.hpp"
#include "system/terminal.hpp"

namespace aloft {

/// What the practice cloud is made of, when it is asked for.
struct PracticeIngredients {
    Home home;
    net::Http& http;
    Daemons& daemons;
    Clock& clock;
    Random& random;
    Processes& processes;
    const Interruption& interruption;
    Terminal& terminal;
};

/// Keeps what it is given by reference.
PracticeTools compose_practice(const PracticeIngredients& with);

}  // namespace aloft
