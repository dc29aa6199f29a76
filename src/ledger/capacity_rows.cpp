#include "ledger/capacity_rows.hpp"

#include "ledger/row_words.hpp"
#include "ledger/soci.hpp"

namespace aloft {

void write_capacity(soci::session& session, const CapacityNews& news, const std::string& now) {
    const Shelf& shelf = news.shelf;
    const std::string buying(to_string(shelf.buying));
    const std::string stock(to_string(news.stock));
    session << "INSERT INTO capacity (cloud, zone, machine_type, gpu, gpus, buying, stock, said, learned)"
               " VALUES (:cloud, :zone, :type, :gpu, :gpus, :buying, :stock, :said, :now)"
               " ON CONFLICT (cloud, zone, machine_type, gpu, gpus, buying)"
               " DO UPDATE SET stock = excluded.stock, said = excluded.said, learned = excluded.learned",
        soci::use(shelf.cloud), soci::use(shelf.zone), soci::use(shelf.machine_type), soci::use(shelf.gpu),
        soci::use(shelf.gpus), soci::use(buying), soci::use(stock), soci::use(news.said), soci::use(now);
}

std::vector<CapacityNews> read_capacity(soci::session& session) {
    CapacityNews row;
    std::string buying, stock;
    soci::statement statement =
        (session.prepare << "SELECT cloud, zone, machine_type, gpu, gpus, buying, stock, said, learned FROM capacity"
                            " ORDER BY cloud, zone, machine_type, gpu, gpus, buying",
         soci::into(row.shelf.cloud), soci::into(row.shelf.zone), soci::into(row.shelf.machine_type),
         soci::into(row.shelf.gpu), soci::into(row.shelf.gpus), soci::into(buying), soci::into(stock),
         soci::into(row.said), soci::into(row.when));
    statement.execute();
    std::vector<CapacityNews> all;
    while (statement.fetch()) {
        row.shelf.buying = believed_word(buying_from(buying), buying);
        row.stock = believed_word(stock_from(stock), stock);
        all.push_back(row);
    }
    return all;
}

}  // namespace aloft
