#include <array>

#include "ledger/schema.hpp"

namespace aloft {

// Plain SQL that SQLite and PostgreSQL both take. Amounts are whole numbers: bytes, and millionths of a dollar.
// A wish that was not made is -1 or ''. No column is ever NULL.
//
// machines keeps spec and offer as columns, because a list of machines must not parse thousands of documents, and
// condition and prices, which are sums over its resources, for the same reason; they are written in the transaction
// that changes a resource. resources keeps documents, because nothing but its kind, state and price is asked for in
// a list.
std::span<const Migration> migrations() {
    static const std::array all{
        Migration{1,
                  {
                      "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",

                      ("CREATE TABLE machines ("
                       " name TEXT PRIMARY KEY, owner TEXT NOT NULL,"
                       " created TEXT NOT NULL, changed TEXT NOT NULL,"
                       " wished_on TEXT NOT NULL, wished_kind TEXT NOT NULL, wished_cpus INTEGER NOT NULL,"
                       " wished_memory BIGINT NOT NULL, wished_disk BIGINT NOT NULL,"
                       " wished_gpu TEXT NOT NULL, wished_gpu_count INTEGER NOT NULL,"
                       " cloud TEXT NOT NULL, place TEXT NOT NULL, machine_type TEXT NOT NULL, kind TEXT NOT NULL,"
                       " cpus INTEGER NOT NULL, memory BIGINT NOT NULL, disk BIGINT NOT NULL,"
                       " gpu TEXT NOT NULL, gpu_count INTEGER NOT NULL,"
                       " offer_running BIGINT NOT NULL, offer_stopped BIGINT NOT NULL,"
                       " details TEXT NOT NULL, warnings TEXT NOT NULL,"
                       " condition TEXT NOT NULL, price_running BIGINT NOT NULL, price_stopped BIGINT NOT NULL)"),

                      ("CREATE TABLE resources ("
                       " id INTEGER PRIMARY KEY,"  // ascends in the order in which they were made
                       " provider TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, place TEXT NOT NULL,"
                       " belongs TEXT NOT NULL, state TEXT NOT NULL, condition TEXT NOT NULL,"
                       " price_running BIGINT NOT NULL, price_stopped BIGINT NOT NULL,"
                       " resource TEXT NOT NULL, found TEXT NOT NULL,"
                       " UNIQUE (provider, kind, name, place))"),

                      ("CREATE TABLE uses ("
                       " machine TEXT NOT NULL, resource INTEGER NOT NULL REFERENCES resources (id),"
                       " PRIMARY KEY (machine, resource))"),
                      "CREATE INDEX uses_by_resource ON uses (resource)",

                      ("CREATE TABLE plans ("
                       " id TEXT PRIMARY KEY, number BIGINT NOT NULL,"  // ascends in the order in which they began
                       " verb TEXT NOT NULL, machine TEXT NOT NULL, begun TEXT NOT NULL)"),

                      ("CREATE TABLE steps ("
                       " plan TEXT NOT NULL REFERENCES plans (id), position INTEGER NOT NULL,"
                       " state TEXT NOT NULL, direction TEXT NOT NULL, step TEXT NOT NULL, error TEXT NOT NULL,"
                       " PRIMARY KEY (plan, position))"),

                      ("CREATE TABLE history ("
                       " number BIGINT PRIMARY KEY, plan TEXT NOT NULL, verb TEXT NOT NULL, machine TEXT NOT NULL,"
                       " begun TEXT NOT NULL, ended TEXT NOT NULL, error TEXT NOT NULL)"),
                      "CREATE INDEX history_by_plan ON history (plan)",
                  }},
        // What a list of machines does not show, so that a document will do; '' where nothing is said.
        Migration{2, {"ALTER TABLE machines ADD COLUMN wished_work TEXT NOT NULL DEFAULT ''"}},
        // What was learned of the clouds and not of machines. Of each thing the last word only; distances are whole
        // milliseconds, -1 where nobody answered.
        Migration{3,
                  {
                      ("CREATE TABLE capacity ("
                       " cloud TEXT NOT NULL, zone TEXT NOT NULL, machine_type TEXT NOT NULL,"
                       " gpu TEXT NOT NULL, gpus INTEGER NOT NULL, buying TEXT NOT NULL,"
                       " stock TEXT NOT NULL, said TEXT NOT NULL, learned TEXT NOT NULL,"
                       " PRIMARY KEY (cloud, zone, machine_type, gpu, gpus, buying))"),

                      ("CREATE TABLE quota_requests ("
                       " cloud TEXT NOT NULL, quota TEXT NOT NULL, region TEXT NOT NULL, dimensions TEXT NOT NULL,"
                       " service TEXT NOT NULL, code TEXT NOT NULL, wished BIGINT NOT NULL, purpose TEXT NOT NULL,"
                       " state TEXT NOT NULL, id TEXT NOT NULL, granted BIGINT NOT NULL, said TEXT NOT NULL,"
                       " asked TEXT NOT NULL, changed TEXT NOT NULL,"
                       " PRIMARY KEY (cloud, quota, region, dimensions))"),

                      ("CREATE TABLE distances ("
                       " cloud TEXT NOT NULL, region TEXT NOT NULL, milliseconds BIGINT NOT NULL,"
                       " measured TEXT NOT NULL, PRIMARY KEY (cloud, region))"),
                  }},
    };
    return all;
}

}  // namespace aloft
