// A real OpenID provider on this machine (npm's oidc-provider), for tests:
// node openid_provider.mjs PORT CALLBACK CLIENT_ID CLIENT_SECRET ALGORITHM PID
// It asks for a login and a consent in plain forms. Every login name is a person; their pid is PID.
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const [port, callback, clientId, clientSecret, algorithm, pid] = process.argv.slice(2);
const { privateKey } = await generateKeyPair(algorithm, { extractable: true });

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [callback],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    id_token_signed_response_alg: algorithm,
  }],
  claims: { openid: ['sub'], profile: ['given_name', 'family_name', 'preferred_username'], pid: ['pid'] },
  cookies: { keys: ['made up for a test'] },
  enabledJWA: { idTokenSigningAlgValues: [algorithm] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, pid, given_name: 'เจ้าหน้าที่', family_name: 'ทดสอบ', preferred_username: id }),
  }),
  jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'of this run', use: 'sig', alg: algorithm }] },
  pkce: { required: () => true },
  scopes: ['openid', 'profile', 'pid'],
  ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 300, IdToken: 300, Interaction: 300, Session: 300 },
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
