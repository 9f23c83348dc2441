#include "messengers/formatting/markdown_reader.hpp"

#include "messengers/formatting/document_reader.hpp"

namespace mostik::messengers::formatting {

std::optional<ByteText> read_markdown(const MattermostSource& source, std::string_view site) {
    DocumentReader reader(source, site);
    if (!parse_markdown(source, reader)) return ByteText{source.plain(source.text())};
    return reader.take();
}

}  // namespace mostik::messengers::formatting
