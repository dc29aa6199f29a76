#pragma once
#include <optional>
#include <string>
#include <tuple>

#include "core/check.hpp"
#include "core/error.hpp"
#include "core/plan.hpp"

/// Each record's fields, named once. Writing and reading both walk these tables, so they cannot drift apart: a field
/// that is added here is written, read, required and tested.
namespace aloft::wire {

template <class Record, class Value>
struct Field {
    const char* name;
    Value Record::* member;
};

/// One that records do not have which an earlier aloft wrote: they say nothing of it.
template <class Record, class Value>
struct LaterField {
    const char* name;
    std::optional<Value> Record::* member;
};

/// A text for which "" means that there is none: null in JSON.
template <class Record>
struct OptionalText {
    const char* name;
    std::string Record::* member;
};

template <class Record, class Value>
Field(const char*, Value Record::*) -> Field<Record, Value>;
template <class Record, class Value>
LaterField(const char*, std::optional<Value> Record::*) -> LaterField<Record, Value>;
template <class Record>
OptionalText(const char*, std::string Record::*) -> OptionalText<Record>;

/// Specialised for each record.
template <class Record>
inline constexpr auto fields_of = nullptr;

template <class T>
concept IsRecord = !std::same_as<std::remove_cvref_t<decltype(fields_of<T>)>, std::nullptr_t>;

template <>
inline constexpr auto fields_of<HourlyPrice> = std::tuple{
    Field{"running", &HourlyPrice::running},
    Field{"stopped", &HourlyPrice::stopped},
};

template <>
inline constexpr auto fields_of<GpuWish> = std::tuple{
    Field{"name", &GpuWish::name},
    Field{"count", &GpuWish::count},
};

template <>
inline constexpr auto fields_of<Spec> = std::tuple{
    OptionalText{"name", &Spec::name},
    Field{"on", &Spec::on},
    Field{"kind", &Spec::kind},
    Field{"cpus", &Spec::cpus},
    Field{"memory", &Spec::memory},
    Field{"disk", &Spec::disk},
    Field{"gpu", &Spec::gpu},
    Field{"setup", &Spec::setup},
    LaterField{"machine_type", &Spec::machine_type},
    LaterField{"disk_type", &Spec::disk_type},
    LaterField{"disk_on_down", &Spec::disk_on_down},
    LaterField{"address", &Spec::address},
    LaterField{"deadline_seconds", &Spec::deadline},
    LaterField{"gpu_memory", &Spec::gpu_memory},
    LaterField{"spot", &Spec::spot},
    LaterField{"clouds", &Spec::clouds},
    LaterField{"regions", &Spec::regions},
    LaterField{"order", &Spec::order},
    LaterField{"max_price", &Spec::max_price},
    Field{"python_version", &Spec::python_version},
    Field{"python_packages", &Spec::python_packages},
    Field{"python_requirements", &Spec::python_requirements},
    LaterField{"cuda", &Spec::cuda},
    LaterField{"with", &Spec::with},
    Field{"notebook_server", &Spec::notebook_server},
    Field{"notebook_password_file", &Spec::notebook_password_file},
    Field{"code", &Spec::code},
    Field{"run", &Spec::run},
    Field{"outputs", &Spec::outputs},
    OptionalText{"folder", &Spec::folder},
};

template <>
inline constexpr auto fields_of<Offer> = std::tuple{
    Field{"cloud", &Offer::cloud},     Field{"place", &Offer::place},       Field{"machine_type", &Offer::machine_type},
    Field{"kind", &Offer::kind},       Field{"cpus", &Offer::cpus},         Field{"memory", &Offer::memory},
    Field{"disk", &Offer::disk},       Field{"gpu", &Offer::gpu},           Field{"price", &Offer::price},
    Field{"details", &Offer::details}, Field{"warnings", &Offer::warnings},
};

template <>
inline constexpr auto fields_of<ResourceRef> = std::tuple{
    Field{"provider", &ResourceRef::provider},
    Field{"kind", &ResourceRef::kind},
    Field{"name", &ResourceRef::name},
    OptionalText{"place", &ResourceRef::place},
};

template <>
inline constexpr auto fields_of<Labels> = std::tuple{
    Field{"machine", &Labels::machine},
    Field{"plan", &Labels::plan},
    Field{"owner", &Labels::owner},
};

template <>
inline constexpr auto fields_of<Property> = std::tuple{
    Field{"value", &Property::value},
    Field{"when_changed", &Property::when_changed},
};

template <>
inline constexpr auto fields_of<Resource> = std::tuple{
    Field{"ref", &Resource::ref},     Field{"properties", &Resource::properties}, Field{"labels", &Resource::labels},
    Field{"needs", &Resource::needs}, Field{"belongs", &Resource::belongs},       Field{"price", &Resource::price},
};

template <>
inline constexpr auto fields_of<Found> = std::tuple{
    Field{"ref", &Found::ref},
    Field{"condition", &Found::condition},
    Field{"properties", &Found::properties},
    Field{"labels", &Found::labels},
};

template <>
inline constexpr auto fields_of<Blueprint> = std::tuple{
    Field{"resources", &Blueprint::resources},
};

template <>
inline constexpr auto fields_of<Step> = std::tuple{
    Field{"action", &Step::action},         Field{"resource", &Step::resource}, Field{"reason", &Step::reason},
    Field{"request_id", &Step::request_id}, Field{"needs", &Step::needs},
};

template <>
inline constexpr auto fields_of<Plan> = std::tuple{
    Field{"id", &Plan::id},
    Field{"verb", &Plan::verb},
    Field{"machine", &Plan::machine},
    Field{"owner", &Plan::owner},
    Field{"spec", &Plan::spec},
    Field{"offer", &Plan::offer},
    Field{"blueprint", &Plan::blueprint},
    Field{"steps", &Plan::steps},
    Field{"found", &Plan::found},
    Field{"price", &Plan::price},
    Field{"choice", &Plan::choice},
};

template <>
inline constexpr auto fields_of<Error> = std::tuple{
    Field{"kind", &Error::kind},        Field{"doing", &Error::doing},   Field{"detail", &Error::detail},
    OptionalText{"hint", &Error::hint}, Field{"blocks", &Error::blocks},
};

template <>
inline constexpr auto fields_of<Check> = std::tuple{
    Field{"subject", &Check::subject},
    Field{"verdict", &Check::verdict},
    Field{"detail", &Check::detail},
    OptionalText{"hint", &Check::hint},
};

}  // namespace aloft::wire
