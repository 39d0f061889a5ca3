package io.carrierlab.protocols.x509;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;

/** The curve P-256 (FIPS 186-4 D.1.2.3) in the words of the JDK and of Bouncy Castle. */
final class P256 {
  static final int SCALAR_OCTETS = 32;
  static final ECDomainParameters DOMAIN = domain();
  static final ECParameterSpec SPEC = spec();

  private P256() {}

  /** Whether these are P-256: by all that decides an operation's result, as JDK keys may bring explicit numbers. */
  static boolean isCurveOf(ECParameterSpec spec) {
    return spec != null && spec.getCurve().equals(SPEC.getCurve()) && spec.getGenerator().equals(SPEC.getGenerator())
        && spec.getOrder().equals(SPEC.getOrder()) && spec.getCofactor() == 1;
  }

  private static ECDomainParameters domain() {
    X9ECParameters p256 = CustomNamedCurves.getByName("P-256");
    return new ECDomainParameters(p256.getCurve(), p256.getG(), p256.getN(), p256.getH());
  }

  private static ECParameterSpec spec() {
    try {
      var parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no P-256", e);
    }
  }
}
