#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "core/clock.hpp"
#include "messengers/mattermost/listener.hpp"
#include "messengers/mattermost/settings.hpp"
#include "messengers/messenger.hpp"

namespace mostik::messengers::mattermost {

/// Mattermost with everything it can do, built from its settings. Listens with `timing`'s deadlines; its URL and id
/// come from the settings. io thread only; `settings` and `clock` must outlive it.
std::unique_ptr<Messenger> make_mattermost(const boost::asio::any_io_executor& executor, const Settings& settings,
                                           const Endpoints& endpoints, const core::Clock& clock,
                                           ListenerOptions timing = {});

}  // namespace mostik::messengers::mattermost
