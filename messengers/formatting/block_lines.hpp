#pragma once

#include "messengers/formatting/byte_spans.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::messengers::formatting {

/// Lays out blocks of Markdown in lines: one line end between blocks, a blank line where the source has one,
/// bullets, indentation, quotes. It knows the source, since the parser does not say where the lines were.
///
/// Places are bytes of the source. Everything is lazy: a block, an item or a line only begins when something
/// is written into it.
class BlockLines {
  public:
    explicit BlockLines(std::string_view source) : source_(source) {}

    void begin_quote();
    void end_quote();
    void begin_item(std::string bullet);
    void end_item();

    /// The next text begins a block of its own.
    void begin_block() { break_ = Break::block; }
    /// The next text begins a line.
    void begin_line() { break_ = Break::line; }

    /// Gets ready for text that stands at a place of the source. Verbatim blocks are not indented.
    void prepare(std::size_t place, bool verbatim = false);
    /// The place of the next line that has something in it: where a block without text of its own begins.
    std::size_t next_line() const;
    /// Nothing up to the end of the line in which this place is comes again.
    void read_to(std::size_t place);
    /// The next line is no text: it is read.
    void read_line() { read_to(unread_); }
    /// Reads the next line if it consists of these characters (quote markers and spaces aside).
    void read_line_of(std::string_view characters);

    std::string& out() { return out_; }
    void add(ByteSpan span) { spans_.push_back(std::move(span)); }
    /// What has been laid out, without spaces at its end.
    ByteText take();

    std::size_t quote_depth() const { return quote_depth_; }
    std::size_t item_depth() const { return item_depth_; }

  private:
    enum class Break { none, line, block };

    struct Container {
        bool quote = false;
        bool written = false;                   ///< its bullet, or the beginning of the quote
        std::string bullet = {};                ///< of an item
        std::size_t nesting = 0;                ///< of a quote: the outermost has 1
        std::optional<std::size_t> begin = {};  ///< of the outermost quote, in the result
    };

    bool blank_line_before(std::size_t place) const;
    bool indented(std::size_t place) const;
    void write_prefix(bool indent);
    void trim_prefix();

    std::string_view source_;
    std::size_t unread_ = 0;  ///< where the first line begins that is not read
    std::string out_;
    std::vector<ByteSpan> spans_;
    std::vector<Container> containers_;
    std::size_t quote_depth_ = 0;
    std::size_t item_depth_ = 0;
    std::size_t unwritten_ = 0;  ///< the innermost so many containers are not written yet
    Break break_ = Break::none;
    bool begun_ = false;
    bool behind_quote_ = false;
    std::size_t prefix_end_ = 0;  ///< of the last line: bullets and the like, in the result
};

}  // namespace mostik::messengers::formatting
