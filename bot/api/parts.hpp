#pragma once

#include "bot/api/access.hpp"
#include "bot/notifications/rules.hpp"
#include "bot/pipeline.hpp"
#include "bot/readiness.hpp"
#include "core/clock.hpp"
#include "processors/processor.hpp"
#include "storage/database.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace mostik::bot::api {

/// What the API works with. All of it belongs to the service and outlives the API.
struct Parts {
    Pipeline& pipeline;           ///< takes what is handed in
    storage::Database& database;  ///< is asked
    const core::Clock& clock;
    Access& access;
    std::function<std::shared_ptr<const NotificationRules>()> rules;  ///< as they are now
    std::function<void()> wake_delivery;                              ///< something may be due
    std::function<processors::ServiceStatus()> status;                ///< without what the database knows
    /// Where people read a post; empty: nowhere.
    std::function<std::string(const std::string& messenger, const std::string& channel_id,
                              const std::string& post_id)>
        post_link;
    std::function<boost::asio::awaitable<std::string>()> metrics;               ///< the page for Prometheus
    std::function<boost::asio::awaitable<std::vector<PartState>>()> readiness;  ///< of every part
};

}  // namespace mostik::bot::api
