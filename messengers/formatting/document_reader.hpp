#pragma once

#include "messengers/formatting/block_lines.hpp"
#include "messengers/formatting/markdown_parser.hpp"
#include "messengers/formatting/table_rows.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::messengers::formatting {

// What is being read:

struct ReadList {
    bool ordered = false;
    unsigned number = 0;
    char delimiter = '.';
};

struct ReadStyle {
    std::size_t depth = 0;
    std::optional<std::size_t> begin = {};
};

struct ReadLink {
    std::string url;
    bool image = false;
    std::optional<std::size_t> begin = {};
};

struct ReadCode {
    std::size_t place = 0;
    std::string language;
    char fence = '\0';
    bool begun = false;
    std::string text = {};
};

struct ReadHeading {
    std::optional<bool> underlined = {};
    std::optional<std::size_t> begin = {};
};

/// Turns the parser's events into the text that Telegram shows and its spans. Blocks are in
/// document_reader.cpp, what stands in a line is in document_inline.cpp.
class DocumentReader final : public MarkdownEvents {
  public:
    DocumentReader(const MattermostSource& source, std::string_view site)
        : source_(source), site_(site), lines_(source.text()) {}

    std::optional<ByteText> take() {
        if (tables_ != source_.tables() || lost_cells_) return std::nullopt;
        return lines_.take();
    }

    void enter_block(MD_BLOCKTYPE type, const void* detail) override;
    void leave_block(MD_BLOCKTYPE type, const void* detail) override;
    void enter_span(MD_SPANTYPE type, const void* detail) override;
    void leave_span(MD_SPANTYPE type, const void* detail) override;
    void text(MD_TEXTTYPE type, std::string_view piece, std::size_t place) override;

  private:
    void begin_item(const MD_BLOCK_LI_DETAIL& item);
    void rule();
    void end_code();
    void end_heading();
    void end_row(bool head);
    void end_table();
    void end_link();
    void style(SpanKind kind, bool begins);
    void flush();
    void emit(std::string_view text);

    const MattermostSource& source_;
    std::string_view site_;
    BlockLines lines_;
    std::string run_;  ///< text of one style, as the parser gave it
    std::vector<ReadList> lists_;
    std::map<SpanKind, ReadStyle> styles_;
    std::size_t link_depth_ = 0;
    std::optional<ReadLink> link_;  ///< the outermost
    bool in_code_span_ = false;
    std::optional<std::size_t> code_begin_;
    std::optional<ReadCode> code_;
    std::optional<ReadHeading> heading_;
    std::optional<Table> table_;
    bool in_cell_ = false;
    std::size_t row_place_ = 0;
    std::size_t table_begin_ = 0;
    std::size_t tables_ = 0;
    bool lost_cells_ = false;
};

}  // namespace mostik::messengers::formatting
