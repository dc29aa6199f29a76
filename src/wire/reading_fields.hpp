#pragma once
#include "core/readings.hpp"
#include "wire/fields.hpp"

/// The tables of fields.hpp for what a machine says of itself.
namespace aloft::wire {

template <>
inline constexpr auto fields_of<CardReading> = std::tuple{
    Field{"name", &CardReading::name},
    Field{"driver", &CardReading::driver},
    Field{"busy_percent", &CardReading::busy_percent},
    Field{"memory", &CardReading::memory},
    Field{"memory_used", &CardReading::memory_used},
    Field{"celsius", &CardReading::celsius},
    Field{"watts", &CardReading::watts},
};

template <>
inline constexpr auto fields_of<Readings> = std::tuple{
    Field{"cpus", &Readings::cpus},     Field{"load_percent", &Readings::load_percent},
    Field{"memory", &Readings::memory}, Field{"memory_used", &Readings::memory_used},
    Field{"disk", &Readings::disk},     Field{"disk_used", &Readings::disk_used},
    Field{"cards", &Readings::cards},   OptionalText{"cards_problem", &Readings::cards_problem},
};

}  // namespace aloft::wire
