//! Whom a secure connection trusts: whoever the system does. Its certificates are read when the first server shows one of
//! its own, as that takes longer than all else that a refresh needs before it asks.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;
use std::sync::{Arc, OnceLock};

/// How secure connections are made to servers that have to be trusted. A provider is installed.
pub(super) fn tls(http1_only: bool) -> ClientConfig {
    let system = System {
        provider: Arc::new(ring::default_provider()),
    };
    let mut config = ClientConfig::builder()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(system))
        .with_no_client_auth();
    config.alpn_protocols = match http1_only {
        true => vec![b"http/1.1".to_vec()],
        false => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
    };
    config
}

/// What the system trusts, read once for all connections.
static READ: OnceLock<Result<Verifier, Error>> = OnceLock::new();

/// Passes every certificate on to what the system trusts.
#[derive(Debug)]
struct System {
    provider: Arc<CryptoProvider>,
}

impl System {
    fn read(&self) -> Result<&'static Verifier, Error> {
        let read = READ.get_or_init(|| Verifier::new(Arc::clone(&self.provider)));
        read.as_ref().map_err(|error| {
            log::warn!("the system's certificates cannot be used: {error}");
            Error::General("this system has no certificates to check it with; install its ca-certificates".to_owned())
        })
    }
}

impl ServerCertVerifier for System {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.read()?.verify_server_cert(own, between, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.read()?.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.read()?.verify_tls13_signature(message, certificate, signature)
    }

    /// Asked before any server has shown anything.
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
