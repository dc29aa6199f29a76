#include "serve/tls.hpp"

namespace aloft::serve {

namespace ssl = boost::asio::ssl;

Result<std::shared_ptr<ssl::context>> tls_context(const Identity& identity) {
    boost::system::error_code error;
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    constexpr auto options = ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1;
    if (context->set_options(options, error) ||
        context->use_certificate_chain(boost::asio::buffer(identity.certificates), error) ||
        context->use_private_key(boost::asio::buffer(identity.key), ssl::context::pem, error))
        return failure(ErrorKind::failed, "preparing TLS", error.message());
    return context;
}

}  // namespace aloft::serve
