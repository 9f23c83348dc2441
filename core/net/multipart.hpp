#pragma once

#include "core/net/http_client.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::core::net {

/// Puts together a body of multipart/form-data (RFC 7578) whose files are read while it is sent. What the
/// HTTP client sends from it is never sent twice.
class Multipart {
  public:
    Multipart();

    void field(std::string_view name, std::string_view value);
    void file(std::string_view name, std::string_view filename, std::string_view mime_type,
              const std::filesystem::path& path);
    /// A file whose contents are these words.
    void text_file(std::string_view name, std::string_view filename, std::string_view mime_type,
                   std::string_view contents);

    std::string content_type() const;
    /// Ends it: the pieces of the body.
    std::vector<BodyPiece> finish() &&;

  private:
    void text(std::string_view words);
    void begin_file(std::string_view name, std::string_view filename, std::string_view mime_type);

    std::string boundary_;
    std::vector<BodyPiece> pieces_;
};

}  // namespace mostik::core::net
