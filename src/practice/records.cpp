#include "practice/records.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "practice/sqlite_file.hpp"
#include "system/files.hpp"

namespace aloft::practice {
namespace {

using Json = nlohmann::json;

constexpr int newest_schema = 1;

constexpr const char* tables = R"(
    CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS readings (number INTEGER PRIMARY KEY, reading TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS damaged (name TEXT, text TEXT);
    PRAGMA user_version = 1;
)";

/// How one is called that has no name.
constexpr std::string_view reading_name = "reading ";

Json to_json(const Reading& reading) {
    Json rates = Json::array();
    for (const Rate& rate : reading.rates) rates.push_back({{"what", rate.what}, {"micros", rate.hour.micros}});
    return {{"at", reading.at.time_since_epoch().count()},
            {"project", reading.project},
            {"thing", reading.thing},
            {"id", reading.id},
            {"state", reading.state},
            {"rates", std::move(rates)}};
}

Reading reading_from(const Json& json) {
    Reading reading;
    reading.at = Moment(std::chrono::milliseconds(json.at("at").get<std::int64_t>()));
    reading.project = json.at("project").get<std::string>();
    reading.thing = json.at("thing").get<std::string>();
    reading.id = json.at("id").get<std::string>();
    reading.state = json.at("state").get<std::string>();
    for (const Json& rate : json.at("rates"))
        reading.rates.push_back({rate.at("what").get<std::string>(), Money{rate.at("micros").get<std::int64_t>()}});
    return reading;
}

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

class Records::File {
public:
    explicit File(SqliteFile database) : database_(std::move(database)) {}

    Result<void> load() {
        int version = 0;
        auto asked =
            database_.each("PRAGMA user_version", [&](sqlite3_stmt* row) { version = sqlite3_column_int(row, 0); });
        if (!asked) return asked;
        if (version > newest_schema)
            return failure(
                ErrorKind::storage, "opening the practice cloud's records",
                fmt::format("they were written by a newer aloft (form {}, this one knows {})", version, newest_schema),
                "use that version, or begin anew with `aloft practice reset`");
        if (auto made = database_.run(tables); !made) return made;
        if (auto documents_read = read_documents(); !documents_read) return documents_read;
        if (auto readings_read = read_readings(); !readings_read) return readings_read;
        return set_aside();
    }

    Result<void> write() {
        if (changed.empty() && written_readings == readings.size()) return {};
        if (auto begun = database_.run("BEGIN IMMEDIATE"); !begun) return begun;
        if (auto written = write_changes(); !written) {
            // Its own failure matters no more; the next commit begins with what is open now.
            [[maybe_unused]] const auto undone = database_.run("ROLLBACK");
            return written;
        }
        if (auto committed = database_.run("COMMIT"); !committed) {
            [[maybe_unused]] const auto undone = database_.run("ROLLBACK");
            return committed;
        }
        changed.clear();
        next_reading_ += static_cast<std::int64_t>(readings.size() - written_readings);
        written_readings = readings.size();
        return {};
    }

    std::map<std::string, Json, std::less<>> documents;
    std::vector<Reading> readings;
    std::set<std::string, std::less<>> changed;
    std::size_t written_readings = 0;
    std::vector<std::string> damaged;

private:
    Result<void> read_documents() {
        return database_.each("SELECT name, document FROM documents", [&](sqlite3_stmt* row) {
            const std::string name(text_at(row, 0));
            Json document = Json::parse(text_at(row, 1), nullptr, false);
            if (document.is_discarded())
                damaged.push_back(name);
            else
                documents.emplace(name, std::move(document));
        });
    }

    Result<void> read_readings() {
        auto asked = database_.each("SELECT number, reading FROM readings ORDER BY number", [&](sqlite3_stmt* row) {
            const std::int64_t number = sqlite3_column_int64(row, 0);
            next_reading_ = number + 1;
            try {
                readings.push_back(reading_from(Json::parse(text_at(row, 1))));
            } catch (const Json::exception&) {
                damaged.push_back(fmt::format("{}{}", reading_name, number));
            }
        });
        written_readings = readings.size();
        return asked;
    }

    /// What cannot be read stays in the file for whoever wants to look, and is in nobody's way.
    Result<void> set_aside() {
        for (const std::string& name : damaged) {
            const bool of_meter = name.starts_with(reading_name);
            auto copy =
                database_.prepare(of_meter ? "INSERT INTO damaged SELECT ?1, reading FROM readings WHERE number = ?2"
                                           : "INSERT INTO damaged SELECT ?1, document FROM documents WHERE name = ?2");
            if (!copy) return failed(copy);
            auto remove = database_.prepare(of_meter ? "DELETE FROM readings WHERE number = ?"
                                                     : "DELETE FROM documents WHERE name = ?");
            if (!remove) return failed(remove);
            const std::string key = of_meter ? name.substr(reading_name.size()) : name;
            copy->bind(1, name);
            copy->bind(2, key);
            remove->bind(1, key);
            if (auto run = copy->run(); !run) return run;
            if (auto run = remove->run(); !run) return run;
        }
        return {};
    }

    Result<void> write_changes() {
        auto put = database_.prepare("INSERT OR REPLACE INTO documents (name, document) VALUES (?, ?)");
        if (!put) return failed(put);
        auto remove = database_.prepare("DELETE FROM documents WHERE name = ?");
        if (!remove) return failed(remove);
        for (const std::string& name : changed) {
            const auto document = documents.find(name);
            SqliteFile::Statement& statement = document == documents.end() ? *remove : *put;
            statement.bind(1, name);
            if (document != documents.end()) statement.bind(2, text_of(document->second));
            if (auto run = statement.run(); !run) return run;
        }
        auto append = database_.prepare("INSERT INTO readings (number, reading) VALUES (?, ?)");
        if (!append) return failed(append);
        for (std::size_t at = written_readings; at < readings.size(); ++at) {
            append->bind(1, next_reading_ + static_cast<std::int64_t>(at - written_readings));
            append->bind(2, text_of(to_json(readings[at])));
            if (auto run = append->run(); !run) return run;
        }
        return {};
    }

    SqliteFile database_;
    std::int64_t next_reading_ = 0;
};

Records::Records(std::unique_ptr<File> file) : file_(std::move(file)) {}
Records::~Records() = default;

Result<std::unique_ptr<Records>> Records::open(const std::filesystem::path& file) {
    // SQLite would make it for all to read, and its log like it. The person's refresh token is in there.
    std::error_code code;
    if (!file.empty() && !std::filesystem::exists(file, code))
        if (auto made = write_file(file, "", Readable::by_owner); !made) return failed(made);
    auto database = SqliteFile::open(file.string());
    if (!database) return failed(database);
    auto opened = std::make_unique<File>(std::move(*database));
    if (auto loaded = opened->load(); !loaded) return failed(loaded);
    return std::unique_ptr<Records>(new Records(std::move(opened)));
}

const Json* Records::find(std::string_view name) const {
    const auto found = file_->documents.find(name);
    return found == file_->documents.end() ? nullptr : &found->second;
}

void Records::put(std::string_view name, Json document) {
    file_->documents.insert_or_assign(std::string(name), std::move(document));
    file_->changed.emplace(name);
}

void Records::remove(std::string_view name) {
    const auto found = file_->documents.find(name);
    if (found == file_->documents.end()) return;
    file_->documents.erase(found);
    file_->changed.emplace(name);
}

std::vector<std::string> Records::names(std::string_view beginning) const {
    std::vector<std::string> names;
    for (auto at = file_->documents.lower_bound(beginning);
         at != file_->documents.end() && at->first.starts_with(beginning); ++at)
        names.push_back(at->first);
    return names;
}

std::string Records::first(std::string_view beginning) const {
    const auto found = file_->documents.lower_bound(beginning);
    return found != file_->documents.end() && found->first.starts_with(beginning) ? found->first : std::string();
}

void Records::append(Reading reading) { file_->readings.push_back(std::move(reading)); }
const std::vector<Reading>& Records::readings() const { return file_->readings; }
const std::vector<std::string>& Records::damaged() const { return file_->damaged; }
Result<void> Records::commit() { return file_->write(); }

}  // namespace aloft::practice
