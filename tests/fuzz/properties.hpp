#pragma once
#include <string_view>

namespace aloft::fuzz {

/// Whatever the bytes: a Spec that reads back as itself, or mistakes with places inside the text, in order.
void read_any_spec(std::string_view bytes);

/// Whatever the bytes: a plan that reads back as itself, or a failure with words.
void read_any_plan(std::string_view bytes);

/// Whatever the bytes: as a request to the agent, as its answer and as its greeting, each reads back as itself, or is
/// refused with words.
void read_any_agent_line(std::string_view bytes);

/// Whatever the bytes: rows that are written and read back equal, or a mistake with words.
void read_any_csv(std::string_view bytes);

/// Whatever the bytes: a catalog's content that is written and read back equal, or a mistake with words.
void read_any_catalog_text(std::string_view bytes);

/// Whatever the bytes: a cloud's part of a catalog in which nothing is that cannot be, and which can be kept; or a mistake
/// with words.
void read_any_skypilot_csv(std::string_view bytes);

/// Whatever the bytes, as they are and with the checksum that belongs to them: a catalog of which all can be looked at, or
/// a refusal with words.
void open_any_catalog(std::string_view bytes);

/// Whatever the bytes: the same prices however they come in pieces, or a refusal with words.
void read_any_price_list(std::string_view bytes);

/// Whatever the bytes: a world that reads back as itself and can be asked, or mistakes with places inside the text, in order.
void read_any_world(std::string_view bytes);

/// Whatever the bytes: prices of pieces, or a refusal with words.
void read_any_sku_page(std::string_view bytes);

/// Whatever the bytes, as requests of the practice cloud: each has one answer in JSON that is no error of our own, every
/// operation ends, and what is in the records fits together.
void answer_any_request(std::string_view bytes);

}  // namespace aloft::fuzz
