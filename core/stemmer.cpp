#include "core/stemmer.hpp"

#include <libstemmer.h>
#include <memory>
#include <stdexcept>

namespace mostik::core {

namespace {

struct Delete {
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};
using Stemmer = std::unique_ptr<sb_stemmer, Delete>;

Stemmer make(const char* language) {
    Stemmer stemmer(sb_stemmer_new(language, "UTF_8"));
    if (!stemmer) throw std::runtime_error(std::string("libstemmer does not know ") + language);
    return stemmer;
}

std::string stem(sb_stemmer* stemmer, std::string_view word) {
    const auto* letters = reinterpret_cast<const sb_symbol*>(word.data());
    const sb_symbol* found = sb_stemmer_stem(stemmer, letters, static_cast<int>(word.size()));
    if (found == nullptr) throw std::bad_alloc();
    return {reinterpret_cast<const char*>(found), static_cast<std::size_t>(sb_stemmer_length(stemmer))};
}

}  // namespace

std::string russian_stem(std::string_view word) {
    // A stemmer is a workspace: each thread has its own.
    thread_local const Stemmer stemmer = make("russian");
    std::string found = stem(stemmer.get(), word);
    // Of nouns in -й it takes "деплой" for an adjective and leaves "депл", but "депло" of "деплоя": what both
    // have in common goes without the vowel.
    constexpr std::size_t letter = 2;
    constexpr std::size_t least = 2 * letter;
    const std::string_view view = found;
    if (view.size() >= least + letter && (view.ends_with("о") || view.ends_with("е"))) {
        found.resize(found.size() - letter);
    }
    return found;
}

std::string english_stem(std::string_view word) {
    thread_local const Stemmer stemmer = make("english");
    return stem(stemmer.get(), word);
}

}  // namespace mostik::core
