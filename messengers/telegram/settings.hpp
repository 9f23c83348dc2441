#pragma once

#include "core/config_section.hpp"
#include "core/rate.hpp"
#include "core/secret.hpp"
#include "core/token_bucket.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mostik::messengers::telegram {

/// The bucket that never lets more than the rate through in any stretch of its length: what it holds at once
/// and what comes back meanwhile are the rate together. One a second lets `burst` through at once all the
/// same.
core::TokenBucket bucket_of(std::string name, const core::Rate& rate, int burst);

struct LimitSettings {
    std::string overall = "25/s";
    std::string chat = "1/s";
    std::string group = "20/min";
};

struct WebhookSettings {
    std::string url;
    std::string path = "/telegram";
    core::Secret secret;
};

struct Settings {
    core::Secret token;
    std::string api_root = "https://api.telegram.org";
    std::string proxy;
    LimitSettings limits;
    std::string on_uncertain = "resend";
    WebhookSettings webhook;
    std::string long_texts = "split";
    bool commands = true;
    std::int64_t max_file_mb = 0;
    std::vector<std::string> filter_messages_contains;
    core::ConfigNode target_events_processors;
};

const core::Section<Settings>& settings_section();
const std::vector<std::string>& event_types();

/// What is wrong with the part of an address after the colon; empty: nothing.
std::string check_address(const std::string& target);

}  // namespace mostik::messengers::telegram
